package import Evidence
package import LabModel

/// Something that a run's record must show. Pure: the same record gives the same outcome.
///
/// A new one is one file in `Catalog/` and one line in `ExpectationCatalog.all`.
package protocol Expectation: Sendable {
  /// The word in a lab file: `packets`.
  static var kind: String { get }
  /// How it is written, one line per form.
  static var usage: String { get }
  /// One sentence for the reference.
  static var summary: String { get }

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic)

  func judge(_ record: RunRecord) -> Finding
}

/// What an expectation found in a record.
package struct Finding: Sendable, Hashable {
  package var verdict: Verdict
  package var evidence: String
  package var expected: [String]
  package var actual: [String]
  /// For a failure that a held-up machine may have caused.
  package var lateness: Lateness?

  package init(
    _ verdict: Verdict, _ evidence: String, expected: [String] = [], actual: [String] = [],
    lateness: Lateness? = nil
  ) {
    self.verdict = verdict
    self.evidence = evidence
    self.expected = expected
    self.actual = actual
    self.lateness = lateness
  }
}
