/// What a run came to. Nothing is a pass that was not seen to be one.
package enum Verdict: String, Codable, Sendable, Hashable, CaseIterable {
  case pass, fail, inconclusive
}

/// How one expectation was met, with the evidence for a reader who has only this.
package struct ExpectationOutcome: Codable, Sendable, Hashable {
  /// In the lab file.
  package var line: Int
  package var text: String
  package var verdict: Verdict
  /// One sentence: what was found.
  package var evidence: String
  /// For a failure: what was expected and what was there, line by line, to stand under each other.
  package var expected: [String]
  package var actual: [String]

  package init(
    line: Int, text: String, verdict: Verdict, evidence: String, expected: [String] = [],
    actual: [String] = []
  ) {
    self.line = line
    self.text = text
    self.verdict = verdict
    self.evidence = evidence
    self.expected = expected
    self.actual = actual
  }
}

/// What the run says about a source's claim.
package struct ClaimOutcome: Codable, Sendable, Hashable {
  /// Whether the source is right on this kernel; in the order in which reports count them.
  package enum Verdict: String, Codable, Sendable, Hashable, CaseIterable {
    case confirmed, refuted, kernelDependent, notJudged
  }

  package var text: String
  package var source: String
  package var verdict: Verdict
  package var evidence: String

  package init(text: String, source: String, verdict: Verdict, evidence: String) {
    self.text = text
    self.source = source
    self.verdict = verdict
    self.evidence = evidence
  }
}

/// What tells a claim from all others: one claim of one lab, which the runs of the lab's variants share.
package struct ClaimKey: Sendable, Hashable {
  private let lab: String
  private let text: String
  private let source: String

  package init(_ claim: ClaimOutcome, of outcome: LabOutcome) {
    lab = outcome.record.lab
    text = claim.text
    source = claim.source
  }
}

/// A kernel counter and the labels that it contradicts.
package struct RefereeDisagreement: Codable, Sendable, Hashable {
  package var host: String
  package var counter: String
  package var counted: Int64
  package var labelled: Int64
  package var explanation: String

  package init(host: String, counter: String, counted: Int64, labelled: Int64, explanation: String) {
    self.host = host
    self.counter = counter
    self.counted = counted
    self.labelled = labelled
    self.explanation = explanation
  }
}

/// The judge's answer for one run of one lab.
package struct LabOutcome: Sendable, Hashable {
  package var record: RunRecord
  package var verdict: Verdict
  /// One sentence: why it is not a pass; what was shown, for a pass.
  package var reason: String
  package var claims: [ClaimOutcome]
  package var expectations: [ExpectationOutcome]
  /// The kernel's counters beside the labels.
  package var referee: [RefereeComparison]
  /// The run directory.
  package var directory: String

  package init(
    record: RunRecord, verdict: Verdict, reason: String, claims: [ClaimOutcome],
    expectations: [ExpectationOutcome], referee: [RefereeComparison], directory: String
  ) {
    self.record = record
    self.verdict = verdict
    self.reason = reason
    self.claims = claims
    self.expectations = expectations
    self.referee = referee
    self.directory = directory
  }

  package var disagreements: [RefereeDisagreement] { referee.compactMap(\.disagreement) }
}
