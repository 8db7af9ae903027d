import LabModel
import Testing
import WireFormat

@testable import Faults

@Suite("What wire faults do to a packet")
struct WireActionTests {
  private static let passage = WirePassage(nowNs: 0, way: WireWay(wire: 0, isOutbound: true))

  @Test("Times that add up stop at 292 years", arguments: ["delay", "duplicate", "rate"])
  func longTimes(kind: String) throws {
    // Rules out an overflow, which would end the run: three delays of 876600h on one packet.
    var action: any WireAction
    switch kind {
    case "delay":
      var reader = FaultParameters.reader(kind, ["packets": "any", "by": "876600h", "jitter": "876600h"])
      action = try DelayFault(&reader).action
    case "duplicate":
      var reader = FaultParameters.reader(kind, ["packets": "any", "after": "876600h"])
      action = try DuplicateFault(&reader).action
    default: action = try RateActionTests.action(queue: "10 packets")
    }
    var random = SeededGenerator(seed: 1)
    let late = WireDeparture(bytes: [UInt8](repeating: 0, count: 1250), release: .after(ns: .max - 5))
    let last = action.act(on: late, at: Self.passage, random: &random).departures.last
    #expect(last?.release == .after(ns: .max))
  }

  @Test(
    "Damage is behind the IP header",
    arguments: [
      (etherType: [0x08, 0x00] as [UInt8], headers: 34), (etherType: [0x86, 0xDD], headers: 54),
    ])
  func damage(etherType: [UInt8], headers: Int) throws {
    // Rules out a damaged address: the packet would reach nobody who could count its checksum as bad.
    var reader = FaultParameters.reader("corrupt", ["packets": "any"])
    var action = try CorruptFault(&reader).action
    let frame = [UInt8](repeating: 0, count: 12) + etherType + [UInt8](repeating: 0, count: 64)
    var random = SeededGenerator(seed: 1)
    var places: Set<Int> = []
    for _ in 0..<2000 {
      let outcome = action.act(on: WireDeparture(bytes: frame), at: Self.passage, random: &random)
      let damaged = try #require(outcome.departures.first).bytes
      places.formUnion(frame.indices.filter { frame[$0] != damaged[$0] })
    }
    #expect(places == Set(headers..<frame.count))
  }

  @Test(
    "A firewall's match is one match",
    arguments: [
      "", "tcp dport 1; drop", "tcp dport 1\nadd rule", "tcp dport 1\r\nadd rule", "accept #\u{301}",
      "tcp dport 1 \"\u{301}", "tcp dport 1 \u{7f}", String(repeating: "tcp dport 1 ", count: 342),
    ])
  func match(text: String) {
    // Rules out a second nft command behind what Swift takes for one Character, and more than nft is handed at once.
    #expect(throws: LabDiagnostic.self) {
      var reader = FaultParameters.reader("firewall", ["on": "server", "drop": text])
      _ = try FirewallFault(&reader)
    }
  }
}
