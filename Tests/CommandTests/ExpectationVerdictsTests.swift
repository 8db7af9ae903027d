import Foundation
import TestSupport
import Testing

/// Each kind of expectation as labs show it: one that fails, one that cannot tell, and one that is met.
@Suite("Expectations in labs", .runsLabs)
struct ExpectationVerdictsTests {
  /// What differs from run to run: times, process numbers, where the record lies.
  static func steady(_ report: String) -> String {
    let lines = report.split(separator: "\n").filter { line in
      !["halfopen ·", "  record: ", "  referee agrees"].contains { line.hasPrefix($0) }
    }
    return lines.joined(separator: "\n").replacing(/-?\d+(\.\d+)?(s|ms|us|ns)\b/, with: "TIME")
      .replacing(/\d+(\.\d+)? (s|ms)\b/, with: "TIME").replacing(/, queues: [^\n]*/, with: "")
      .replacing(/pid \d+/, with: "pid N").replacing(
        /:\d{5}\b/, with: ":PORT"
      )
      .replacing(/[ ]{3,}TIME/, with: "  TIME")
  }

  @Test("Each kind that fails or cannot tell says so in exactly these words")
  func goldens() throws {
    // Rules out an expectation that cannot fail, and a message that nobody has looked at.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let result = try BuiltProgram.run([
      "run", "Tests/BrokenLabs", "--filter", "expectation-", "--output", folder, "--ladders", "none",
      "--width", "160",
    ])
    #expect(result.status == 1)
    try Golden.compare(Self.steady(result.output), with: "Tests/BrokenLabs/expectations.txt")
  }

  @Test("Each kind of expectation has a lab where it is met, one where it fails and one where it cannot tell")
  func coverage() throws {
    // Rules out a kind that no run has ever tried.
    let page = try BuiltProgram.run(["reference", "expectations"]).output
    let kinds = page.matches(of: /\n## `([a-z]+)`/).map { String($0.1) }
    #expect(kinds.count >= 9)
    let files =
      FileManager.default.enumerator(atPath: "\(BuiltProgram.root)/labs")?.compactMap { $0 as? String } ?? []
    let labs = try files.filter { $0.hasSuffix(".yaml") }.map {
      try String(contentsOfFile: "\(BuiltProgram.root)/labs/\($0)", encoding: .utf8)
    }
    for kind in kinds {
      let isUsed = labs.contains { $0.contains("\n  - \(kind):") }
      #expect(isUsed, "no lab in labs/ expects '\(kind)'")
      for ending in ["fails", "inconclusive"] {
        let path = "\(BuiltProgram.root)/Tests/BrokenLabs/expectation-\(kind)-\(ending).yaml"
        #expect(FileManager.default.fileExists(atPath: path), "there is no \(path)")
      }
    }
  }
}
