/// A place in a lab file. Lines and columns count from 1.
package struct SourcePosition: Sendable, Hashable, Codable {
  package var file: String
  package var line: Int
  package var column: Int

  package init(file: String, line: Int, column: Int) {
    self.file = file
    self.line = line
    self.column = column
  }
}

/// One problem in a lab file: where, what, why and what to do.
///
/// Printed as `file:line:column: error: what: why; what to do`.
package struct LabDiagnostic: Error, Sendable, Hashable {
  package var position: SourcePosition
  package var message: String

  /// - Parameters:
  ///   - what: What is wrong, naming the thing ("unknown key 'stepz'").
  ///   - why: Why it is wrong, where that is not obvious.
  ///   - remedy: What to write instead.
  package init(_ position: SourcePosition, _ what: String, why: String? = nil, remedy: String? = nil) {
    self.position = position
    self.message = what + (why.map { ": \($0)" } ?? "") + (remedy.map { "; \($0)" } ?? "")
  }
}

extension LabDiagnostic: CustomStringConvertible {
  package var description: String {
    "\(position.file):\(position.line):\(position.column): error: \(message)"
  }
}
