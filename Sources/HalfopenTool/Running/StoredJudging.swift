import Evidence
import Expectations
import LabFile
import LabModel

/// Judges a record that was read back from its directory.
enum StoredJudging {
  /// By the lab text that the record holds; its words are understood as they are today.
  static func judge(_ record: RunRecord, directory: String) throws -> LabOutcome {
    try judge(record, directory: directory, labFile: nil)
  }

  /// The names of the variants of a record's lab, in the file's order.
  static func variants(of record: RunRecord) -> [String] {
    do {
      return try document(of: record).labs.map { $0.variant ?? "" }
    } catch {
      return []
    }
  }

  private static func document(of record: RunRecord) throws(LabProblems) -> LabDocument {
    try LabDocument(
      parsing: Array(record.labText.utf8), file: record.labFile, name: record.lab,
      vocabulary: LabLoading.vocabulary)
  }

  static func judge(_ record: RunRecord, directory: String, labFile: String?) throws -> LabOutcome {
    guard let labFile else {
      return try judge(record, as: try lab(of: record, in: try document(of: record)), directory: directory)
    }
    let document = try LabDocument(path: labFile, vocabulary: LabLoading.vocabulary)
    let lab = try lab(of: record, in: document)
    try refuseAnother(lab, than: record, file: labFile)
    // What is said of its lines is said of this file.
    var record = record
    (record.labFile, record.labText, record.title) = (document.file, document.text, lab.title)
    return try judge(record, as: lab, directory: directory)
  }

  private static func judge(_ record: RunRecord, as lab: Lab, directory: String) throws -> LabOutcome {
    try Judge.judge(record, lab: lab, referee: Referee.comparisons(in: record), directory: directory)
  }

  private static func lab(of record: RunRecord, in document: LabDocument) throws(LabProblems) -> Lab {
    if let lab = document.labs.first(where: { $0.variant == record.variant }) { return lab }
    throw problem(
      document.file, "the run was of variant '\(record.variant ?? "")', which this lab does not have")
  }

  /// A lab with other hosts or processes says nothing of this run, and would be met by what it does not show.
  private static func refuseAnother(
    _ lab: Lab, than record: RunRecord, file: String
  ) throws(LabProblems) {
    func names(_ lab: Lab) -> [String] { (lab.hosts.map(\.name) + lab.processes.map(\.name)).sorted() }
    let stored: Lab
    // A lab file of an earlier halfopen may have words that there are no more: another file is the way out then.
    do { stored = try Self.lab(of: record, in: try document(of: record)) } catch { return }
    let (wanted, had) = (names(lab), names(stored))
    guard wanted != had else { return }
    throw problem(
      file, "the run is not of this lab",
      why: "it is of '\(record.lab)', with \(ParameterReader.list(had)); "
        + "this lab has \(ParameterReader.list(wanted))", remedy: "name the run directories of this lab")
  }

  private static func problem(
    _ file: String, _ what: String, why: String? = nil, remedy: String? = nil
  ) -> LabProblems {
    LabProblems([
      LabDiagnostic(SourcePosition(file: file, line: 1, column: 1), what, why: why, remedy: remedy)
    ])
  }
}
