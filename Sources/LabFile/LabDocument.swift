package import LabModel

/// One lab file, read and checked: the labs it holds, one per variant.
package struct LabDocument: Sendable {
  package var file: String
  package var text: String
  /// At least one.
  package var labs: [Lab]

  /// Reads a lab from the text of a file.
  ///
  /// - Parameters:
  ///   - file: The path as people typed it: it begins each diagnostic.
  ///   - name: The lab's name: `crash/process-crash-idle`.
  ///   - vocabulary: What the words in it mean; what is not given is not checked.
  ///   - sources: The sources that claims may name; nil: not checked.
  package init(
    parsing bytes: [UInt8], file: String, name: String, vocabulary: LabVocabulary, sources: LabSources? = nil
  ) throws(LabProblems) {
    let text = try LabText.check(bytes, file: file)
    do throws(LabProblems) {
      labs = try Self.labs(in: text, file: file, name: name, vocabulary: vocabulary, sources: sources)
    } catch {
      throw error.placed(in: text)
    }
    self.file = file
    self.text = text
  }

  private static func labs(
    in text: String, file: String, name: String, vocabulary: LabVocabulary, sources: LabSources?
  ) throws(LabProblems) -> [Lab] {
    let start = SourcePosition(file: file, line: 1, column: 1)
    guard let root = try YAMLReader.read(text, file: file) else {
      throw LabProblems([
        LabDiagnostic(
          start, "the file is empty", remedy: "write at least 'title', 'hosts', 'steps' and 'expect'")
      ])
    }
    guard case .mapping = root.value else {
      throw LabProblems([
        LabDiagnostic(
          root.position, "this is not a lab", why: "a lab file is a mapping of keys",
          remedy: "begin with 'title: …'")
      ])
    }
    var reader = LabReader(file: file, name: name, vocabulary: vocabulary, sources: sources)
    let labs = reader.labs(root)
    try reader.problems.finish()
    return labs
  }

  /// Reads one item of a lab's `expect` that stands on its own: `packets: { none: reset }`.
  ///
  /// - Parameter file: What begins each diagnostic.
  package static func expectation(
    parsing text: String, file: String
  ) throws(LabProblems) -> LabExpectation {
    let root = try YAMLReader.read(try LabText.check(Array(text.utf8), file: file), file: file)
    let start = SourcePosition(file: file, line: 1, column: 1)
    let list = LabNode(.sequence([root ?? LabNode(.empty, at: start)]), at: start)
    var reader = LabReader(file: file, name: "", vocabulary: LabVocabulary(), sources: nil)
    let items = reader.items(list, "expect", example: "packets: { none: reset }")
    try reader.problems.finish()
    guard let item = items.first else { preconditionFailure("one node gives an item or a problem") }
    return item
  }
}
