import Foundation
import Testing

@testable import Expectations

@Suite("The catalog of expectations")
struct ExpectationCatalogTests {
  @Test("Every file of the folder is in the list, and the other way round")
  func folderMatchesList() throws {
    // Rules out an expectation that was written and never listed.
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources/Expectations/Catalog").path
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
    let types = ExpectationCatalog.all.map { "\($0).swift" }
    #expect(Set(files) == Set(types))
    #expect(types.count == files.count)
  }

  @Test("Each kind is a word of its own with a sentence")
  func kindsAndSummaries() {
    // Rules out two expectations that answer to one word.
    #expect(Set(ExpectationCatalog.all.map { $0.kind }).count == ExpectationCatalog.all.count)
    #expect(ExpectationCatalog.all.allSatisfy { $0.summary.hasSuffix(".") })
  }
}
