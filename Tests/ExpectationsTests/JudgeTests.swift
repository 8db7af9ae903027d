import Evidence
import Expectations
import LabModel
import Testing

@Suite("Judging a record")
struct JudgeTests {
  static let claims = """
    [ { text: It answers, source: A, test: [ packets: { sequence: reset } ] },
      { text: It is silent, source: B, test: [ packets: { none: reset } ] },
      { text: It thinks, source: C } ]
    """

  static func outcome(_ run: RecordBuilder, expect: String = "[ packets: { none: fin } ]") throws
    -> LabOutcome
  {
    try Judge.judge(run.record, lab: try RecordBuilder.lab(expect: expect, claims: claims), directory: "out")
  }

  @Test("All expectations met: pass, whatever becomes of the claims")
  func pass() throws {
    // Rules out that a refuted claim fails the lab.
    var run = RecordBuilder()
    try run.packet("server > client reset", at: 1)
    let outcome = try Self.outcome(run)
    #expect(outcome.verdict == .pass)
    #expect(outcome.reason == "all 1 expectations are met")
    #expect(outcome.claims.map(\.verdict) == [.confirmed, .refuted, .notJudged])
    #expect(outcome.directory == "out")
    #expect(outcome.expectations.map(\.text) == ["packets: { none: fin }"])
    #expect(outcome.expectations.map(\.line) == [14])
  }

  @Test("One expectation missed: fail, with its evidence")
  func fail() throws {
    // Rules out that the other expectations outweigh it, and that an inconclusive one hides it.
    var run = RecordBuilder()
    try run.packet("server > client fin", at: 1)
    let outcome = try Self.outcome(
      run,
      expect:
        "[ packets: { after: 1st unplug, none: any }, packets: { sequence: fin }, packets: { none: fin } ]")
    #expect(outcome.verdict == .fail)
    #expect(outcome.reason == "there was 'fin', at 0.001s")
    #expect(outcome.expectations.map(\.verdict) == [.inconclusive, .pass, .fail])
  }

  @Test("One expectation that cannot be decided: inconclusive, never a pass")
  func inconclusive() throws {
    // Rules out that what was not seen counts as seen.
    let outcome = try Self.outcome(
      RecordBuilder(), expect: "[ packets: { none: fin }, packets: { after: kill, none: fin } ]")
    #expect(outcome.verdict == .inconclusive)
    #expect(outcome.reason == "the step 'kill' never ran")
  }

  @Test("A run with a problem is inconclusive, also where an expectation fails, and judges no claim")
  func problems() throws {
    // Rules out a verdict about TCP from a run in which the lab itself went wrong.
    var run = RecordBuilder()
    try run.packet("server > client fin", at: 1)
    run.record.problems = ["the fault did not take hold"]
    let outcome = try Self.outcome(run)
    #expect(outcome.verdict == .inconclusive)
    #expect(outcome.reason == "the fault did not take hold")
    #expect(outcome.expectations.map(\.verdict) == [.fail])
    #expect(outcome.claims.map(\.verdict) == [.notJudged, .notJudged, .notJudged])
  }

  @Test("The same record gives the same outcome")
  func repeatable() throws {
    // Rules out an order that depends on hashing.
    var run = RecordBuilder()
    try run.packet("server > client reset", at: 1)
    let first = try Self.outcome(run)
    for _ in 0..<20 { #expect(try Self.outcome(run) == first) }
  }

  @Test("A claim that variants disagree on depends on them, and says on which")
  func variants() throws {
    // Rules out that the last variant's word is taken for all, and that a disagreement of one variant with
    // itself (a flake) passes for a difference of sysctls.
    var answering = RecordBuilder()
    answering.record.variant = "small"
    try answering.packet("server > client reset", at: 1)
    var silent = RecordBuilder()
    silent.record.variant = "large"
    let outcomes = Judge.combineVariants([try Self.outcome(answering), try Self.outcome(silent)])
    #expect(
      outcomes.map { $0.claims.map(\.verdict) } == [
        [.kernelDependent, .kernelDependent, .notJudged], [.kernelDependent, .kernelDependent, .notJudged],
      ])
    let alone = try (Self.outcome(answering).claims[0].evidence, Self.outcome(silent).claims[0].evidence)
    #expect(
      outcomes[0].claims[0].evidence == "confirmed in small (\(alone.0)); refuted in large (\(alone.1))")
    #expect(outcomes[1].claims[0].evidence == outcomes[0].claims[0].evidence)
    silent.record.variant = "small"
    let flake = Judge.combineVariants([try Self.outcome(answering), try Self.outcome(silent)])
    #expect(flake.map { $0.claims[0].verdict } == [.confirmed, .refuted])
    silent.record.variant = "large"
    silent.record.lab = "other/lab"
    let others = Judge.combineVariants([try Self.outcome(answering), try Self.outcome(silent)])
    #expect(others.map { $0.claims[0].verdict } == [.confirmed, .refuted])
  }

  @Test("A claim that a variant could not judge says so where another one judged it")
  func variantNotJudged() throws {
    // Rules out that a ledger counts a claim as confirmed in all variants when one of them said nothing.
    var answering = RecordBuilder()
    answering.record.variant = "small"
    try answering.packet("server > client reset", at: 1)
    var broken = RecordBuilder()
    broken.record.variant = "large"
    broken.record.problems = ["the fault did not take hold"]
    let outcomes = Judge.combineVariants([try Self.outcome(answering), try Self.outcome(broken)])
    #expect(outcomes.map { $0.claims[0].verdict } == [.confirmed, .notJudged])
    #expect(outcomes[0].claims[0].evidence.contains("; not judged in large ("))
  }
}
