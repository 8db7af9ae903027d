import Foundation
import TestSupport
import Testing

@Suite(
  "A stream at full speed", .runsLabs,
  // A debug build beside all other tests is measured by them, not by dumpcap.
  .enabled(
    if: BuiltProgram.path.contains("/release/"), "'make flood-check' runs it alone, with the release build"),
  .enabled(if: OtherProgram.isWanted("dumpcap"), "dumpcap is not installed"),
  .enabled(if: OtherProgram.isWanted("python3"), "python3 is not installed"))
struct FloodTests {
  static let peer = BuiltProgram.root + "/scripts/bench-peer"
  /// 64 MB as fast as the hosts can, which dumpcap captures as well, on any processor as our captures do.
  static let lab = """
    title: A stream at full speed is captured
    hosts: { client: {}, server: {} }
    processes:
      dumpcap:
        on: server
        command: [ taskset, -c, 0-1023, dumpcap, -i, eth0, -w, /dev/null ]
        ready: { output: "File: " }
      server: { on: server, command: [ python3, \(peer), serve, '7000' ], ready: { port: 7000 } }
      client: { on: client, command: [ python3, \(peer), pour, server, '7000', '64' ] }
    steps:
      - start: dumpcap
      - start: server
      - start: client
      - wait: { process: client, exited: true, within: 120s }
      - kill: { process: dumpcap, signal: SIGINT }
    expect:
      - process: { name: client, status: 0 }
    """

  @Test("The capture loses nothing where dumpcap loses nothing")
  func noLoss() throws {
    // Rules out a capture that cannot keep up because the lab's own work is in its way. dumpcap's own buffer is a
    // quarter of ours; still either may wait too long for a processor once, so the comparison is made three times.
    var rounds: [String] = []
    for _ in 1...3 {
      let (isWorse, text) = try round()
      if !isWorse { return }
      rounds.append(text)
    }
    Issue.record("\(rounds.joined(separator: "\n"))")
  }

  /// Whether dumpcap had every frame and we had not.
  private func round() throws -> (isWorse: Bool, text: String) {
    var outcome: (Bool, String)?
    try LiveLab.run(Self.lab) { result, directory in
      let told = try String(contentsOfFile: directory + "/dumpcap.stderr", encoding: .utf8)
      let counts = try #require(
        told.firstMatch(of: /received\/dropped on interface 'eth0': (\d+)\/(\d+)/),
        "\(told)\n\(result.output)\n\(result.errors)")
      // 64 MB are at least so many frames.
      let (taken, dropped) = (Int(counts.1) ?? 0, Int(counts.2) ?? 0)
      #expect(taken + dropped > 44_000)
      let ours = result.output.firstMatch(of: /the capture of server lost \d+ of \d+ frames/)
      outcome = (
        dropped == 0 && ours != nil, "dumpcap lost \(dropped); \(ours.map { String($0.0) } ?? "we none")"
      )
      if !result.output.contains("the capture of") { #expect(result.status == 0, "\(result.output)") }
    }
    return try #require(outcome)
  }
}
