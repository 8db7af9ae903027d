import Foundation
import Testing

/// A file in `Goldens/` that an output is compared with.
///
/// With RECORD=1 in the environment it is written anew, and the test fails, so that a recording run cannot
/// pass by accident.
enum GoldenFile {
  static func expect(
    _ name: String, toEqual output: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/\(name)")
    if ProcessInfo.processInfo.environment["RECORD"] == "1" {
      try Data(output.utf8).write(to: file)
      Issue.record("recorded \(name); run again without RECORD=1", sourceLocation: sourceLocation)
      return
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    guard golden != output else { return }
    let (old, new) = (golden.split(separator: "\n"), output.split(separator: "\n"))
    let line =
      zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(old.count, new.count)
    let expected = old.indices.contains(line) ? String(old[line]) : "the end"
    let actual = new.indices.contains(line) ? String(new[line]) : "the end"
    Issue.record(
      "Goldens/\(name) line \(line + 1)\nexpected: \(expected)\n  actual: \(actual)",
      sourceLocation: sourceLocation)
  }
}
