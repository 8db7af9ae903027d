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
    let document: LabDocument
    if let labFile {
      document = try LabDocument(path: labFile, vocabulary: LabLoading.vocabulary)
    } else {
      document = try Self.document(of: record)
    }
    guard let lab = document.labs.first(where: { $0.variant == record.variant }) else {
      throw LabProblems([
        LabDiagnostic(
          SourcePosition(file: document.file, line: 1, column: 1),
          "the run was of variant '\(record.variant ?? "")', which this lab does not have")
      ])
    }
    return try Judge.judge(
      record, lab: lab, referee: Referee.comparisons(in: record), directory: directory)
  }
}
