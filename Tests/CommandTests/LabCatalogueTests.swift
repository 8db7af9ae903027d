import Foundation
import TestSupport
import Testing

@Suite("The catalogue of labs")
struct LabCatalogueTests {
  /// What must be put to the test, by theme: each name is a lab, and stands for claims of the five sources.
  static let names: [String: String] = [
    "handshake": """
    three-way-handshake data-on-third-packet old-duplicate-syn isn-per-connection mss-negotiation
    ip-fragment-lost syn-lost syn-ack-lost third-ack-lost connect-closed-port connect-dead-host-arp-cached
    connect-dead-host-arp-expired accept-blocked
    """,
    "queues": """
    syn-flood-no-cookies syn-flood-cookies syn-flood-bigger-queues syn-flood-fewer-synack-retries
    accept-queue-overflow accept-queue-abort netdev-backlog qdisc-drop ring-overrun link-rate-limit
    zero-window receive-queue-drop send-buffer-block send-buffer-again
    """,
    "retransmission": """
    rto-data-lost rto-ack-lost rto-doubling retransmission-limit retries2-large-rtt cumulative-ack
    rto-estimator fast-retransmit sack sack-off dsack-ack-lost dsack-delayed dsack-duplicated path-loss
    """,
    "close": """
    four-way-close three-way-close quickack-four-way delayed-ack close-peer-still-sends
    close-with-unread-data shutdown-write shutdown-read shared-socket-close shared-socket-shutdown
    first-fin-lost fin-ack-lost second-fin-lost last-ack-lost fin-wait-2-timeout fin-wait-2-forever
    time-wait-length time-wait-missing time-wait-old-duplicate time-wait-port-exhaustion
    """,
    "crash": """
    process-crash-idle process-crash-signal process-crash-unread-data process-crash-peer-sends
    host-shutdown power-loss-idle power-loss-keepalive power-loss-sending power-loss-reboot
    power-loss-reboot-listener power-loss-send-timeout power-loss-user-timeout long-connection-host-down
    server-kill-signals
    """,
    "unplug": """
    unplug-idle unplug-replug unplug-death-replug unplug-keepalive unplug-keepalive-replug
    application-heartbeat http-keepalive-timeout
    """,
    "keepalive": """
    keepalive-answered keepalive-peer-rebooted keepalive-unreachable keepalive-off keepalive-defaults
    """,
  ]

  static let all = names.flatMap { theme, labs in
    labs.split { $0 == " " || $0 == "\n" }.map { "\(theme)/\($0)" }
  }.sorted()

  private static func listed() throws -> [[String: Any]] {
    let list = try BuiltProgram.run(["list", "labs", "--format", "json"])
    #expect(list.status == 0, "\(list.errors)")
    return try #require(try list.json()["labs"] as? [[String: Any]])
  }

  @Test("Every name has its lab, with a claim that has a test")
  func complete() throws {
    // Rules out a claim that is dropped with a lab that was renamed or removed.
    let labs = try Self.listed()
    let claiming = Set(
      labs.filter { !(($0["claims"] as? [Any])?.isEmpty ?? true) }.compactMap { $0["lab"] as? String })
    #expect(Self.all.count == 87)
    #expect(Self.all.filter { !claiming.contains($0) } == [])
  }

  @Test("labs/README.md has every lab, with its title and its claims")
  func index() throws {
    // Rules out an index that is behind the labs.
    let page = try String(contentsOfFile: "\(BuiltProgram.root)/labs/README.md", encoding: .utf8)
    for lab in try Self.listed() {
      let name = try #require(lab["lab"] as? String)
      let row = try #require(
        page.split(separator: "\n").first { $0.contains("](\(name).yaml)") }, "\(name): 'make claims'")
      let title = try #require(lab["title"] as? String)
      if lab["variant"] == nil { #expect(Self.words(String(row)).contains(Self.words(title)), "\(name)") }
      for claim in try #require(lab["claims"] as? [[String: String]]) {
        #expect(Self.words(String(row)).contains(Self.words(claim["text"] ?? "")), "\(name)")
      }
    }
  }

  /// Letters and digits, without what Markdown escapes.
  private static func words(_ text: String) -> String {
    text.replacing("&gt;", with: "").replacing("&lt;", with: "").replacing("&amp;", with: "")
      .replacing("&#64;", with: "").filter { $0.isLetter || $0.isNumber }
  }

  @Test("What a lab says of itself reaches the terminal as it can be read", arguments: ["text", "json"])
  func harmlessTexts(format: String) throws {
    // Rules out somebody else's lab whose title clears the screen of whoever lists it.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let text = BadLabTests.frame.replacing("title: A lab", with: #"title: "A lab\e[2J\u009b""#)
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/lab.yaml"))
    let result = try BuiltProgram.run(["list", folder, "--format", format])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("A lab"))
    let control = result.output.unicodeScalars.filter { $0.properties.generalCategory == .control }
    #expect(control.allSatisfy { $0 == "\n" })
  }

  @Test("A lab that takes the whole machine, or hours, is listed with its reason, and not run unasked")
  func leftOut() throws {
    // Rules out a lab that is passed over in silence, and one that makes 'run labs' inconclusive for ever.
    let wide = try Self.listed().filter { $0["machineWide"] != nil }.compactMap { $0["lab"] as? String }
    #expect(wide == ["queues/netdev-backlog", "queues/ring-overrun"])
    let result = try BuiltProgram.run([
      "run", "labs/queues/netdev-backlog.yaml", "labs/queues/ring-overrun.yaml",
    ])
    #expect(result.status == 64)
    for lab in wide { #expect(result.errors.contains("halfopen: not run: \(lab): ")) }
    let slow = try BuiltProgram.run(["run", "labs/keepalive/keepalive-defaults.yaml"])
    #expect(slow.errors.contains("not run: keepalive/keepalive-defaults: it takes 2h15m; '--slow' runs it"))
  }

  @Test(
    "Asked for, a lab that takes the whole machine is inconclusive and says why",
    .runsLabs)
  func machineWide() throws {
    // Rules out a pass, or a failure of TCP, for what the host could not be given.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let result = try BuiltProgram.run([
      "run", "labs/queues/netdev-backlog.yaml", "labs/queues/ring-overrun.yaml", "--machine-wide", "--quiet",
      "--output", folder,
    ])
    #expect(result.status == 2, "\(result.output)\(result.errors)")
    #expect(result.output.contains("net.core.netdev_max_backlog"))
    #expect(result.output.contains("2 labs: 0 pass, 0 fail, 2 inconclusive"))
  }
}
