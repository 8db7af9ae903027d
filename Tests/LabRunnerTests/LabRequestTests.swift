import Testing

@testable import LabRunner

@Suite("What a supervisor is asked")
struct LabRequestTests {
  private static let words = ["lab.yaml", "t/lab", "", "/runs", "7", "/bin/halfopen-peer", "0", ""]

  @Test("As many folders are taken as are said")
  func folders() {
    let request = LabRequest(arguments: Self.words + ["1", "/data", "A=b"])
    #expect(request?.writableFolders == ["/data"])
    #expect(request?.variables == ["A=b"])
  }

  @Test("A number of folders that cannot be is refused", arguments: ["-1", "2", "9223372036854775807", "x"])
  func impossible(count: String) {
    // Found by FuzzMessages: it was added up and counted with, and trapped.
    #expect(LabRequest(arguments: Self.words + [count, "/data"]) == nil)
  }
}
