import Evidence

/// The report for programs: the object of design.md §1, keys sorted.
package struct JSONReport: Report {
  package static let name = "json"
  package static let summary = "For programs: one object with every verdict and its evidence, keys sorted."

  package init() {}

  package static func showsPassedRuns(labs: Int, options: RenderOptions) -> Bool { false }

  package func render(_ run: RunSummary, options: RenderOptions) -> String {
    do {
      return try PrintedJSON.text(of: RunObject(run))
    } catch {
      // Strings, whole numbers, finite seconds and arrays of them have no form that JSON lacks.
      preconditionFailure("a summary of strings and numbers has no JSON form: \(error)")
    }
  }
}

/// The names are a contract: see design.md §1.
private struct RunObject: Encodable {
  struct Counts: Encodable {
    var pass: Int
    var fail: Int
    var inconclusive: Int
  }

  var kernel: String
  var seed: UInt64
  var seconds: Double
  var labs: [LabObject]
  var counts: Counts

  init(_ run: RunSummary) {
    kernel = run.kernel
    seed = run.seed
    seconds = Self.seconds(run.elapsedNs)
    labs = run.outcomes.map { LabObject($0) }
    counts = Counts(
      pass: run.count(.pass), fail: run.count(.fail), inconclusive: run.count(.inconclusive))
  }

  /// To the microsecond.
  static func seconds(_ ns: Int64) -> Double { Double(ns / 1000) / 1_000_000 }
}

private struct LabObject: Encodable {
  struct Referee: Encodable {
    var agrees: Bool
    var disagreements: [RefereeDisagreement]
    /// Every counter compared.
    var comparisons: [Comparison]
  }

  struct Comparison: Encodable {
    var host: String
    var counter: String
    var counted: Int64
    var labelled: Int64
    var atLeast: Int64
    var atMost: Int64?
    var agrees: Bool
    var reasons: [String]

    init(_ comparison: RefereeComparison) {
      host = comparison.host
      counter = comparison.counter
      counted = comparison.counted
      labelled = comparison.labelled
      atLeast = comparison.atLeast
      atMost = comparison.atMost
      agrees = comparison.agrees
      reasons = comparison.reasons
    }
  }

  struct Expectation: Encodable {
    var line: Int
    var text: String
    var verdict: Verdict
    var evidence: String
  }

  enum CodingKeys: CodingKey {
    case lab, variant, title, verdict, reason, seconds, seed, kernel, directory, claims, expectations, referee
  }

  let outcome: LabOutcome

  init(_ outcome: LabOutcome) { self.outcome = outcome }

  /// By hand, so that a lab without variants has the key with null.
  func encode(to encoder: any Encoder) throws {
    var object = encoder.container(keyedBy: CodingKeys.self)
    try object.encode(outcome.record.lab, forKey: .lab)
    try object.encode(outcome.record.variant, forKey: .variant)
    try object.encode(outcome.record.title, forKey: .title)
    try object.encode(outcome.verdict, forKey: .verdict)
    try object.encode(outcome.reason, forKey: .reason)
    try object.encode(RunObject.seconds(outcome.elapsedNs), forKey: .seconds)
    try object.encode(outcome.record.seed, forKey: .seed)
    try object.encode(outcome.record.kernel, forKey: .kernel)
    try object.encode(outcome.directory, forKey: .directory)
    try object.encode(outcome.claims, forKey: .claims)
    let expectations = outcome.expectations.map {
      Expectation(line: $0.line, text: $0.text, verdict: $0.verdict, evidence: $0.evidence)
    }
    try object.encode(expectations, forKey: .expectations)
    let referee = Referee(
      agrees: outcome.disagreements.isEmpty, disagreements: outcome.disagreements,
      comparisons: outcome.referee.map { Comparison($0) })
    try object.encode(referee, forKey: .referee)
  }
}
