import Foundation
import LabFile
import LabModel
import TestSupport
import Testing

/// One file in `Invalid/` per mistake, with the exact diagnostics beside it.
///
/// `RECORD=1 swift test --filter InvalidLabsTests` writes the `.expected` files anew, and fails, so that a
/// recording cannot pass for a test.
@Suite("Lab files with mistakes")
struct InvalidLabsTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Invalid").path

  static let cases: [String] = {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
  }()

  @Test("The folder holds the mistakes")
  func folderIsFound() {
    // Rules out that a moved folder makes the table below empty, which would pass.
    #expect(Self.cases.count >= 40)
  }

  @Test("Each mistake gives exactly its diagnostics", arguments: cases)
  func diagnostics(of name: String) throws {
    // Rules out a mistake that is accepted, a wrong place, and a message that changed unseen.
    let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Self.folder)/\(name).yaml")))
    let problems = #expect(throws: LabProblems.self) {
      try LabDocument(
        parsing: bytes, file: "\(name).yaml", name: "invalid/\(name)", vocabulary: TestVocabulary.full,
        sources: LabSources(titles: ["A": "First", "B": "Second"]))
    }
    let found = (problems?.description ?? "no problems") + "\n"
    try Golden.compare(found, with: "Tests/LabFileTests/Invalid/\(name).expected")
  }

  @Test("Ten megabytes of open brackets are refused for their size")
  func tenMegabytesOfBrackets() {
    // Rules out that the YAML parser sees them: it would look at each, at every depth.
    let bytes = [UInt8](repeating: UInt8(ascii: "["), count: 10_000_000)
    let problems = #expect(throws: LabProblems.self) {
      try LabDocument(parsing: bytes, file: "big.yaml", name: "big", vocabulary: TestVocabulary.full)
    }
    #expect(
      problems?.description
        == "big.yaml:1:1: error: the file is too large: a lab file has at most 1000000 bytes; "
        + "is this a lab file?")
  }

  @Test(
    "Files that cannot be read say why",
    arguments: [
      ("nowhere.yaml", "no such file"), (".", "this is a folder, not a lab file"),
    ])
  func unreadable(name: String, why: String) {
    // Rules out a trap or an empty lab for what is no file.
    let path = "\(Self.folder)/\(name)"
    let problems = #expect(throws: LabProblems.self) {
      try LabDocument(path: path, vocabulary: TestVocabulary.full)
    }
    #expect(problems?.diagnostics.count == 1)
    #expect(problems?.description.hasPrefix("\(path):1:1: error: \(why)") == true)
  }

  @Test("A file without permission says so", .enabled(if: getuid() != 0, "root may read every file"))
  func noPermission() throws {
    // Rules out that a refused read is taken for an empty file.
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("halfopen-\(getpid()).yaml").path
    #expect(
      FileManager.default.createFile(atPath: path, contents: Data(), attributes: [.posixPermissions: 0]))
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    let problems = #expect(throws: LabProblems.self) {
      try LabDocument(path: path, vocabulary: TestVocabulary.full)
    }
    #expect(problems?.description.contains("cannot read the file: permission denied") == true)
  }
}
