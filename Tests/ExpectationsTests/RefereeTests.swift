import Evidence
import Testing
import WireFormat

/// A run as the referee sees it: packets in the packet notation, each after its millisecond, and counters.
///
/// A packet arrives 0.1 ms after it was sent, unless it is lost. What nobody says is 0, except Tcp.InSegs, which is
/// what arrived.
struct RefereeCase: Sendable, CustomTestStringConvertible {
  var id: String
  /// The host whose counters these are.
  var host: String
  var packets: [String]
  var counters: [String: Int64] = [:]
  var faults: [FaultRecord] = []
  var unplugged: [String: Int64] = [:]
  var atTheCable: [String: Int64] = [:]
  /// Counters that would not do, one at a time, and which comparisons then disagree.
  var nearMisses: [(String, Int64, [String])]

  var testDescription: String { id }

  func record(changing counter: String? = nil, to value: Int64 = 0) throws -> RunRecord {
    var record = RunRecord(
      lab: "t/t", variant: nil, title: "t", labFile: "t.yaml", labText: "", kernel: "6.18", seed: 1,
      startedAtNs: 0, endedAtNs: 100_000_000_000)
    for (index, line) in packets.enumerated() {
      record.packets.append(try packet(line, number: index + 1))
    }
    var counters = counters
    let arrived = record.packets.count { $0.to == host && $0.arrivedAtNs != nil }
    counters["Tcp.InSegs"] = counters["Tcp.InSegs"] ?? Int64(arrived)
    if let counter { counters[counter] = value }
    record.hosts = [
      HostRecord(
        name: host, ipv4: "192.0.2.1", mac: "02:00:00:00:00:01", counters: counters,
        countersUnplugged: unplugged, countersAtTheCable: atTheCable)
    ]
    record.faults = faults
    return record
  }

  private func packet(_ line: String, number: Int) throws -> PacketRecord {
    let words = line.split(separator: " ", maxSplits: 1)
    let pattern = try PacketPattern(parsing: String(words[1]))
    let sentAtNs = Int64((Double(words[0]) ?? 0) * 1_000_000)
    let isLost = pattern.fate == .lost
    var packet = PacketRecord(
      number: number, from: pattern.from ?? "", to: pattern.to ?? "", sentAtNs: sentAtNs,
      arrivedAtNs: isLost ? nil : sentAtNs + 100_000, fate: isLost ? .lost : .arrived, connection: 1,
      packetClass: pattern.packetClass ?? .other, tcp: nil, frameBytes: 66)
    for mark in pattern.marks {
      switch mark {
      case .flag(let flag): packet.flags.append(flag)
      // The second of two kinds is what made the sender send: `unneeded timeout`.
      case .kind(let kind):
        packet.kind = packet.kind ?? kind
        packet.trigger = kind
      case .cause(let cause): packet.cause = cause
      }
    }
    if packet.flags.contains(.duplicatedByNetwork) { packet.copies = 1 }
    var bytes = 0
    if case .exactly(let length)? = pattern.length { bytes = length }
    packet.tcp = PacketRecord.TCPFields(
      sourcePort: 40000, destinationPort: 7000, sequence: pattern.sequence?.start ?? 1, acknowledgment: 1,
      payloadBytes: bytes, window: packet.flags.contains(.zeroWindow) ? 0 : 65535, bits: ".")
    return packet
  }

  static func replug(of host: String) -> FaultRecord {
    FaultRecord(
      kind: "replug", text: "replug: \(host)", target: host, host: host, line: 1, site: "the switch's port",
      appliedAtNs: 0, provenAtNs: 0, proof: "its interface is operational")
  }

  static func firewall(on host: String, hook: String, atNs: Int64) -> FaultRecord {
    FaultRecord(
      kind: "firewall", text: "firewall: { on: \(host), drop: tcp dport 7000 }", target: host, host: host,
      line: 1, site: "\(hook) hook of \(host)", appliedAtNs: atNs, provenAtNs: atNs, proof: "nft lists it")
  }
}

@Suite("The referee: labels against the kernel's counters")
struct RefereeTests {
  @Test(
    "Where counters and labels agree nothing is found, and each counter that is off by one is named",
    arguments: RefereeCase.retransmissions + RefereeCase.timers + RefereeCase.others)
  func agreesAndDisagrees(_ row: RefereeCase) throws {
    // Rules out a referee that always finds something, and one that nods whatever the labels say.
    let agreeing = Referee.comparisons(in: try row.record())
    #expect(agreeing.compactMap(\.disagreement) == [])
    #expect(agreeing.count == RefereeCatalog.all.count)
    for (counter, value, named) in row.nearMisses {
      let found = Referee.comparisons(in: try row.record(changing: counter, to: value))
        .compactMap(\.disagreement)
      #expect(found.map(\.counter) == named, "\(counter) = \(value)")
    }
  }

  @Test("Every rule has a near-miss")
  func everyRuleBites() {
    // Rules out a rule that no test has ever seen to disagree.
    let all = RefereeCase.retransmissions + RefereeCase.timers + RefereeCase.others
    let bitten = Set(all.flatMap(\.nearMisses).flatMap(\.2))
    let rules = RefereeCatalog.all.map { $0.counters.joined(separator: " + ") }
    #expect(rules.filter { !bitten.contains($0) } == [])
  }

  @Test("A host without TCP has nothing to compare")
  func silentHost() throws {
    // Rules out that a report counts comparisons of nothing with nothing.
    let row = RefereeCase(id: "silent", host: "server", packets: [], nearMisses: [])
    #expect(Referee.comparisons(in: try row.record()).isEmpty)
  }

  @Test("Loopback and missed frames take the upper limit away, with the reason")
  func blindSpots() throws {
    // Rules out a disagreement about packets that no capture could have.
    let row = RefereeCase(
      id: "blind", host: "client", packets: ["0 client > server syn"],
      counters: ["Tcp.RetransSegs": 3, "Tcp.OutRsts": 1], nearMisses: [])
    var record = try row.record()
    #expect(Referee.comparisons(in: record).compactMap(\.disagreement).count == 2)
    record.states = [
      SocketStateRecord(
        atNs: 0, host: "client", localPort: 1, remoteHost: "127.0.0.1", remotePort: 2, state: "ESTABLISHED",
        previous: nil)
    ]
    let found = Referee.comparisons(in: record)
    #expect(found.allSatisfy { $0.agrees && $0.atMost == nil })
    record.states = []
    record.captures = [
      CaptureRecord(
        host: "client", file: "client.pcapng", frames: 9, droppedByKernel: 2, droppedByInterface: 0)
    ]
    #expect(Referee.comparisons(in: record)[0].reasons == ["2 frames were not captured"])
  }

  @Test("A disagreement says what the kernel counts and what would have agreed")
  func explains() throws {
    // Rules out a number that nobody can do anything with.
    let row = RefereeCase(
      id: "timeout", host: "client",
      packets: ["0 client > server syn", "1000 client > server syn retransmission"],
      counters: ["Tcp.RetransSegs": 9, "TcpExt.TCPSynRetrans": 1, "TcpExt.TCPTimeouts": 1], nearMisses: [])
    var record = try row.record()
    let found = try #require(Referee.comparisons(in: record).compactMap(\.disagreement).first)
    #expect((found.counter, found.counted, found.labelled) == ("Tcp.RetransSegs", 9, 1))
    #expect(found.explanation.contains("__tcp_retransmit_skb"))
    record.hosts[0].counters["TcpExt.TCPRetransFail"] = 2
    let wider = try #require(Referee.comparisons(in: record).compactMap(\.disagreement).first)
    #expect(wider.explanation.contains("(1 to 3 would agree: 2 retransmissions failed on the host itself"))
  }
}
