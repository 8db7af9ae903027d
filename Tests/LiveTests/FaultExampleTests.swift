import Foundation
import TestSupport
import Testing

@Suite("The examples of the reference", .runsLabs)
struct FaultExampleTests {
  @Test("Every fault has an example that passes, and in which the referee agrees")
  func examples() throws {
    // Rules out an example that a reader copies and that does not do what it says.
    let page = try BuiltProgram.run(["reference", "faults"]).output
    let kinds = page.matches(of: /\n## `([a-z-]+)`/).map { String($0.1) }
    let examples = try ReferencePage.codeBlocks(of: "faults").filter { $0.hasPrefix("title: ") }
    #expect(kinds.count >= 30)
    #expect(examples.count == kinds.count)
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let labs = folder + "/examples"
    try FileManager.default.createDirectory(atPath: labs, withIntermediateDirectories: true)
    for (kind, example) in zip(kinds, examples) {
      #expect(example.contains("- \(kind):"), "the example of '\(kind)' does not use it")
      try Data(example.utf8).write(to: URL(fileURLWithPath: "\(labs)/\(kind).yaml"))
    }
    let result = try BuiltProgram.run(
      ["run", labs, "--jobs", "4", "--format", "json", "--output", folder + "/runs"])
    let run = try #require(try result.json()["labs"] as? [[String: Any]], "\(result.errors)")
    #expect(run.count == kinds.count)
    for lab in run {
      let referee = lab["referee"] as? [String: Any]
      #expect(lab["verdict"] as? String == "pass", "\(lab)")
      #expect(referee?["agrees"] as? Bool == true, "\(lab)")
    }
  }
}
