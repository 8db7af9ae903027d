import Faults
import LabModel
import TCPAnalysis
import Testing
import WireFormat

@testable import LabRunner

@Suite("Rules on a wire")
struct WireRuleTests {
  /// A choice as a lab file writes it, in a lab in which `gateway` is a router.
  static func choice(_ keys: [String: String], trigger: Bool = false) throws -> WireChoice {
    let place = SourcePosition(file: "lab.yaml", line: 1, column: 1)
    let entries = keys.sorted { $0.key < $1.key }.map {
      LabNode.Entry(key: $0.key, keyPosition: place, value: LabNode(.scalar($0.value), at: place))
    }
    let names = LabNames(
      hosts: ["client", "gateway", "server"], processes: [:],
      switches: ["client": ["inside"], "gateway": ["inside", "outside"], "server": ["outside"]])
    var parameters = ParameterReader(
      kind: "drop", node: LabNode(.mapping(entries), at: place), names: names)
    return trigger ? try WireChoice(trigger: &parameters) : try WireChoice(&parameters)
  }

  static func rule(_ keys: [String: String], seed: UInt64 = 1) throws -> WireRuleState {
    WireRuleState(number: 0, rule: WireRule(try choice(keys), Passing()), seed: seed)
  }

  struct Passing: UniformWireAction {
    func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] { [packet] }
    var verdict: String { "passed" }
  }

  static func packet(
    _ packetClass: PacketClass = .data, connection: Int = 1, on cable: WirePlace = WirePlace(host: "client"),
    outbound: Bool = true, from: String = "client", to: String = "server"
  ) -> PassingPacket {
    PassingPacket(
      cable: cable, way: WireWay(wire: 0, isOutbound: outbound),
      label: FrameLabel(connection: connection, packetClass: packetClass), from: from, to: to, payload: 10)
  }

  @Test("Packets are counted for each connection, and only those that match")
  func counting() throws {
    // Rules out "2nd data" that is the second of all connections, or of all classes.
    var rule = try Self.rule(["packets": "client > server 2nd data"])
    let sent: [(PacketClass, Int)] = [(.data, 1), (.ack, 1), (.data, 2), (.data, 1), (.data, 2), (.data, 1)]
    let chosen = sent.map { rule.chooses(Self.packet($0.0, connection: $0.1)) }
    #expect(chosen == [false, false, false, true, true, false])
    #expect((rule.matchedCount, rule.chosenCount) == (5, 2))
  }

  @Test("A rule of one connection neither chooses nor counts another's packets")
  func connection() throws {
    // Rules out that the first connection's data makes the second's the second data.
    var rule = try Self.rule(["packets": "client > server 1st data", "connection": "2"])
    #expect([1, 2, 2].map { rule.chooses(Self.packet(connection: $0)) } == [false, true, false])
  }

  @Test("Without a place a packet is chosen once on its way: at its sender, or at the receiver that is named")
  func once() throws {
    // Rules out that one packet is counted twice, at both ends or on both cables of a router.
    let way = [
      Self.packet(on: WirePlace(host: "client"), outbound: true),
      Self.packet(on: WirePlace(host: "gateway", switchName: "inside"), outbound: false),
      Self.packet(on: WirePlace(host: "gateway", switchName: "outside"), outbound: true),
      Self.packet(on: WirePlace(host: "server"), outbound: false),
    ]
    for (packets, expected) in [
      ("client > server data", [true, false, false, false]), ("data", [true, false, false, false]),
      ("any > server data", [false, false, false, true]),
    ] {
      var rule = try Self.rule(["packets": packets])
      #expect(way.map { rule.chooses($0) } == expected, "\(packets)")
    }
    var rule = try Self.rule(["packets": "client > server data", "on": "gateway/outside"])
    #expect(way.map { rule.chooses($0) } == [false, false, true, false])
  }

  @Test("A trigger chooses one packet and is done")
  func trigger() throws {
    // Rules out a fault that is done twice, and a wire that stops again behind it.
    let choice = try Self.choice(["packet": "client > server data"], trigger: true)
    var rule = WireRuleState(number: 0, rule: WireRule(trigger: choice, of: "kill"), seed: 1)
    #expect((1...3).map { _ in rule.chooses(Self.packet()) } == [true, false, false])
    let outcome = rule.act(
      on: WireDeparture(bytes: [1]),
      at: WirePassage(nowNs: 0, way: WireWay(wire: 0, isOutbound: true)))
    #expect(outcome.verdict == "held until the kill was done")
  }

  @Test("Chance is the seed's: the same seed chooses the same packets, another others")
  func chance() throws {
    // Rules out randomness from elsewhere, and a probability that is not kept.
    func chosen(_ seed: UInt64) throws -> [Bool] {
      var rule = try Self.rule(["packets": "data", "probability": "30%"], seed: seed)
      return (0..<1000).map { _ in rule.chooses(Self.packet()) }
    }
    #expect(try chosen(7) == chosen(7))
    #expect(try chosen(7) != chosen(8))
    #expect((250...350).contains(try chosen(7).count(where: { $0 })))
  }
}
