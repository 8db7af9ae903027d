import Foundation
import TestSupport
import Testing

/// docs/packet-classes.md shows parts of real runs. The program carries them as text; here they are held to the
/// captures that they come from.
@Suite("The ladders of the page about packet classes")
struct ClassLaddersTests {
  @Test(
    "They are what the analyzer draws of the captures today",
    arguments: [("classes", "ClassLadders"), ("kinds", "KindLadders"), ("causes", "CauseLadders")])
  func ladders(section: String, file: String) throws {
    // Rules out a page that shows a label which the analyzer does not give any more.
    let drawn = try BuiltProgram.run(["reference-ladders", section])
    #expect(drawn.status == 0, "\(drawn.errors)")
    try Golden.compare(drawn.output, with: "Sources/HalfopenTool/Reference/\(file).swift")
  }

  /// Heading of the third level → what stands below it.
  private static func entries() throws -> [(word: String, text: String)] {
    try BuiltProgram.run(["reference", "classes"]).output.components(separatedBy: "\n### `").dropFirst().map {
      let parts = $0.components(separatedBy: "\n## ")[0].split(separator: "`", maxSplits: 1)
      return (String(parts[0]), String(parts[1]))
    }
  }

  @Test("Every class, kind and cause has its rule, its source and a ladder that shows it")
  func complete() throws {
    // Rules out an entry without an example, and an example of something else.
    let entries = try Self.entries()
    #expect(entries.count == 19 + 6 + 10)
    // What is not known has no source; `other` is left out of ladders.
    let withoutSource = ["unknown"]
    let withoutLadder = ["other"]
    for (word, text) in entries {
      #expect(text.contains("\nSource: ") != withoutSource.contains(word), "\(word)")
      let ladder = text.components(separatedBy: "```").dropFirst().first ?? ""
      let shows = ladder.contains(": \(word)") || ladder.contains("(\(word))")
      #expect(shows != withoutLadder.contains(word), "\(word)")
    }
  }

  @Test("Every capture is small, whole, and shown on the page")
  func captures() throws {
    // Rules out captures that nobody looks at, and a repository that grows with each recording.
    let folder = BuiltProgram.root + "/Tests/Captures"
    let page = try BuiltProgram.run(["reference", "classes"]).output
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.contains(".pcap") }
    #expect(files.count > 10)
    for file in files {
      let lab = file.components(separatedBy: "/").dropLast().joined(separator: "/")
      #expect(page.contains("[`\(lab)`]"), "\(file)")
      let size = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(file)")[.size] as? Int
      #expect((size ?? .max) < 40_000, "\(file)")
      let analysis = try BuiltProgram.run(["analyze", "\(folder)/\(file)"])
      #expect(analysis.status == 0 && analysis.errors == "", "\(file)")
    }
  }
}
