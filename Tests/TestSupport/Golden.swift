internal import Foundation
package import Testing

/// Files that hold what a program is to print.
package enum Golden {
  /// Whether the files are to be written instead of compared; such a run always fails.
  private static let isRecording = ProcessInfo.processInfo.environment["RECORD"] == "1"

  /// Compares a text with a file of the repository; RECORD=1 writes the file.
  package static func compare(
    _ text: String, with path: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let url = URL(fileURLWithPath: "\(BuiltProgram.root)/\(path)")
    if isRecording {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
      Issue.record("recorded \(path): a recording run never passes", sourceLocation: sourceLocation)
      return
    }
    guard let data = FileManager.default.contents(atPath: url.path) else {
      Issue.record("\(path) is missing: RECORD=1 writes it", sourceLocation: sourceLocation)
      return
    }
    let expected = String(decoding: data, as: UTF8.self)
    guard expected != text else { return }
    Issue.record(
      "\(difference(expected, text)) (\(path); RECORD=1 writes it anew)", sourceLocation: sourceLocation)
  }

  /// The first line that differs, in both forms.
  private static func difference(_ expected: String, _ actual: String) -> Comment {
    let left = expected.split(separator: "\n", omittingEmptySubsequences: false)
    let right = actual.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, pair) in zip(left, right).enumerated() where pair.0 != pair.1 {
      return "line \(index + 1):\nexpected \(pair.0)\nactual   \(pair.1)"
    }
    return "\(left.count) lines expected, \(right.count) lines there"
  }
}
