import Evidence
import TCPTimers
import TestSupport
import Testing
import WireFormat

/// The calculator beside the kernel: each row is a lab that is run, and the settings that it has.
@Suite("Reckoned and real times of dead peers", .runsLabs)
struct TimersTests {
  /// What the time is counted from.
  enum Start: Sendable {
    /// The call that fails.
    case call
    /// The first lost packet of a class from the client.
    case lost(PacketClass)
    /// The last packet that came to the client.
    case heard
  }

  struct Row: CustomTestStringConvertible, Sendable {
    var lab: String
    var variant: String?
    var start: Start
    var time: @Sendable (TimerSettings) -> NoticeTime
    var settings: @Sendable (inout TimerSettings) -> Void

    var directory: String { lab + (variant.map { "/\($0)" } ?? "") }
    var testDescription: String { lab + (variant.map { " [\($0)]" } ?? "") }
  }

  static let rows = [
    Row(
      lab: "retransmission/rto-doubling", variant: "from-200ms", start: .lost(.data),
      time: { $0.unacknowledgedData },
      settings: {
        $0.retries2 = 4
        $0.rtoMax = .seconds(1)
      }),
    Row(
      lab: "retransmission/rto-doubling", variant: "from-252ms", start: .lost(.data),
      time: { $0.unacknowledgedData },
      settings: {
        $0.retries2 = 4
        $0.rtoMax = .seconds(1)
        $0.rto = .milliseconds(252)
      }),
    Row(
      lab: "crash/power-loss-sending", start: .lost(.data), time: { $0.unacknowledgedData },
      settings: { $0.retries2 = 3 }),
    Row(
      lab: "crash/long-connection-host-down", variant: "scaled", start: .lost(.data),
      time: { $0.unacknowledgedData },
      settings: {
        $0.retries2 = 5
        $0.rto = .milliseconds(252)
        $0.rtoMax = .seconds(1)
      }),
    Row(
      lab: "crash/power-loss-user-timeout", variant: "sending", start: .lost(.data),
      time: { $0.unacknowledgedData },
      settings: { $0.userTimeout = .milliseconds(1500) }),
    Row(
      lab: "crash/power-loss-user-timeout", variant: "idle-with-keepalive", start: .heard,
      time: { $0.unansweredKeepalive },
      settings: {
        $0.userTimeout = .milliseconds(1500)
        $0.keepaliveTime = .seconds(1)
        $0.keepaliveInterval = .seconds(1)
      }),
    Row(
      lab: "keepalive/keepalive-unreachable", start: .heard, time: { $0.unansweredKeepalive },
      settings: {
        $0.keepaliveTime = .seconds(1)
        $0.keepaliveInterval = .seconds(1)
        $0.keepaliveProbes = 2
      }),
    Row(
      lab: "handshake/syn-ack-lost", variant: "synack-retries-2", start: .call, time: { $0.unansweredSyn },
      settings: {
        $0.synRetries = 1
        $0.synLinearTimeouts = 0
      }),
    Row(
      lab: "handshake/connect-dead-host-arp-cached", start: .call, time: { $0.unansweredSyn },
      settings: {
        $0.synRetries = 1
        $0.synLinearTimeouts = 0
      }),
    Row(
      lab: "handshake/connect-dead-host-arp-expired", start: .call, time: { $0.unansweredARP },
      settings: { _ in }),
  ]

  @Test("Each peer is noticed in the range that is reckoned, after as many packets")
  func runs() throws {
    // Rules out a calculator that has the textbook's figures, and not the kernel's.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let files = Set(Self.rows.map { "labs/\($0.lab).yaml" }).sorted()
    let result = try BuiltProgram.run(["run"] + files + ["--quiet", "--output", folder])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    for row in Self.rows {
      try Self.compare(row, try RunDirectory(path: "\(folder)/\(row.directory)").read())
    }
  }

  @Test("Linear SYN timeouts end with the time of the doublings: 3 s for one, with two repetitions")
  func linear() throws {
    // Rules out that the linear timeouts are all that counts: the time of the doublings ends the series, too.
    let lab = """
      title: Nobody answers
      hosts:
        client: { sysctl: { net.ipv4.tcp_syn_retries: 1 }, sysctl-if-present: { net.ipv4.tcp_syn_linear_timeouts: 4 } }
        server: {}
      processes:
        client: { on: client, socket: [ connect server:7000 ] }
      steps:
        - power-off: server
        - start: client
        - wait: { process: client, call: connect, error: ETIMEDOUT }
      expect:
        - call: { process: client, operation: connect, error: ETIMEDOUT }

      """
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      let row = Row(
        lab: "linear", start: .call, time: { $0.unansweredSyn }, settings: { $0.synRetries = 1 })
      let record = try RunDirectory(path: directory).read()
      // Before Linux 6.5 there are none.
      let hasLinear = record.hosts.contains { $0.sysctls["net.ipv4.tcp_syn_linear_timeouts"] != nil }
      if hasLinear { try Self.compare(row, record) }
    }
  }

  @Test("A FIN that no program waits for is sent again as often as is reckoned")
  func orphan() throws {
    // Rules out tcp_orphan_retries taken for a count: with 1 there are two repetitions.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let lab = "close/first-fin-lost"
    let result = try BuiltProgram.run(["run", "labs/\(lab).yaml", "--quiet", "--output", folder])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    let record = try RunDirectory(path: "\(folder)/\(lab)").read()
    var settings = TimerSettings()
    settings.tailLossProbe = false
    settings.orphanRetries = 1
    let repetitions = record.packets.count { $0.packetClass == .fin && $0.flags.contains(.retransmission) }
    #expect(settings.orphanedFin.attempts == repetitions...repetitions)
  }

  private static func compare(_ row: Row, _ record: RunRecord) throws {
    var settings = TimerSettings()
    settings.tailLossProbe = false
    row.settings(&settings)
    let reckoned = row.time(settings)
    let call = try #require(record.calls.last { $0.host == "client" && ($0.error ?? "").hasPrefix("E") })
    let startNs: Int64
    switch row.start {
    case .call: startNs = call.startedAtNs
    case .lost(let packetClass):
      startNs = try #require(
        record.packets.first { $0.from == "client" && $0.packetClass == packetClass && $0.fate == .lost }
      ).sentAtNs
    case .heard:
      startNs = try #require(record.packets.last { $0.to == "client" && $0.arrivedAtNs != nil }?.arrivedAtNs)
    }
    let elapsed = Duration.nanoseconds(try #require(call.endedAtNs) - startNs)
    let delays = (record.schedulingDelays ?? []).filter { $0.endedAtNs >= startNs }
    let lost = Duration.nanoseconds(delays.map(\.ns).reduce(0, +))
    // A tick for what the kernel rounds, and a second for a busy machine, besides what it is known to have taken.
    #expect(elapsed >= reckoned.earliest - .milliseconds(10), "\(row): \(elapsed)")
    #expect(elapsed <= reckoned.latest + .seconds(1) + lost, "\(row): \(elapsed)")
    let sent = record.packets.filter { $0.from == "client" && $0.sentAtNs > startNs }
    let inVain = sent.count {
      $0.flags.contains(.retransmission) || $0.packetClass == .keepaliveProbe || $0.packetClass == .arpRequest
    }
    // The first ARP request is no repetition.
    let repeated = sent.contains { $0.packetClass == .arpRequest } ? inVain - 1 : inVain
    #expect(reckoned.attempts.contains(repeated), "\(row): \(repeated)")
  }
}
