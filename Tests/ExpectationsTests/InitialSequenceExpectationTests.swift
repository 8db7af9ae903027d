import Evidence
import Expectations
import Testing

@Suite("Expecting initial sequence numbers")
struct InitialSequenceExpectationTests {
  /// SYNs at these times (ms) with these numbers.
  static func run(_ syns: [(ms: Double, sequence: UInt32)]) throws -> RecordBuilder {
    var run = RecordBuilder()
    for (number, syn) in syns.enumerated() {
      try run.packet("client > server syn", at: syn.ms, connection: number + 1)
      run.record.packets[number].tcp?.initialSequence = syn.sequence
    }
    return run
  }

  /// 500 ms are 7,812,500 ticks of 64 ns; the number goes once around 2^32 on the way.
  static let clock: [(ms: Double, sequence: UInt32)] = [
    (0, 4_294_967_000), (500, 7_812_204), (1500, 23_437_204),
  ]

  @Test(
    "The time between two SYNs, divided by how far the number advanced, is the tick",
    arguments: [
      ("tick: 64ns ± 2%", Verdict.pass), ("tick: 4us ± 10%", .fail), ("tick: 63ns ± 500ns", .pass),
      ("tick: 70ns ± 2%", .fail), ("distinct: true", .pass),
    ])
  func clocked(rest: String, verdict: Verdict) throws {
    // Rules out a clock that ends where 32 bits do, and a tick that any advance fulfils.
    let finding = try Self.run(Self.clock).judge("initial-sequence: { of: client > server syn, \(rest) }")
    #expect(finding.verdict == verdict, "\(finding.evidence)")
  }

  @Test("Two that are the same are not distinct, and have no tick")
  func same() throws {
    // Rules out a division by an advance of 0.
    let run = try Self.run([(0, 1000), (500, 2000), (900, 1000), (1000, 1000)])
    #expect(try run.judge("initial-sequence: { of: client > server syn, distinct: true }").verdict == .fail)
    #expect(
      try run.judge("initial-sequence: { of: client > server syn, tick: at least 1ns }").verdict == .fail)
  }

  @Test("One SYN is nothing to compare")
  func single() throws {
    // Rules out a run without connections that confirms a claim.
    let finding = try Self.run([(0, 1000)]).judge(
      "initial-sequence: { of: client > server syn, distinct: true }")
    #expect(finding.verdict == .inconclusive)
  }
}
