/// A page of the reference, as tests read it.
package enum ReferencePage {
  /// The YAML blocks of a page: forms, or whole labs.
  package static func codeBlocks(of topic: String) throws -> [String] {
    try BuiltProgram.run(["reference", topic]).output.matches(of: /```yaml\n((?:.*\n)+?)```/)
      .map { String($0.1) }
  }
}
