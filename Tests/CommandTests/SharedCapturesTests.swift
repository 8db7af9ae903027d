import Foundation
import TestSupport
import Testing

@Suite("Captures of other people", .enabled(if: SharedCaptures.folder != nil, "no folder shared/captures"))
struct SharedCapturesTests {
  /// What no reader of pcap can read: a listing in text.
  static let refused = ["packetlife-backup--snoop-working-ccm7.cap"]

  @Test("The program ends each of them with 0, or with 65 and a sentence")
  func everyFile() throws {
    // Rules out a trap, silence about a file that is no capture, and half an object on standard output.
    let folder = try #require(SharedCaptures.folder)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      .filter { $0 != "manifest.json" }
    #expect(files.count >= 143)
    for file in files {
      let path = folder + "/" + file
      let result = try BuiltProgram.run(["analyze", path, "--format", "json", "--frames"])
      #expect(!result.wasKilled, "\(file)")
      if Self.refused.contains(file) {
        #expect(result.status == 65 && result.output == "", "\(file)")
        #expect(result.errors.hasPrefix("halfopen: error: \(path) is not a capture: "), "\(file)")
        continue
      }
      #expect(result.status == 0, "\(file): \(result.errors)")
      let object = try result.json()
      let capture = try #require(object["capture"] as? [String: Any], "\(file)")
      let frames = try #require(object["frames"] as? [[String: Any]], "\(file)")
      #expect(capture["frames"] as? Int == frames.count, "\(file)")
      let warnings = capture["warnings"] as? [String] ?? []
      #expect(
        (capture["truncated"] as? Bool == true) == result.errors.contains("frames before that"), "\(file)")
      for warning in warnings { #expect(result.errors.contains(warning), "\(file)") }
    }
  }
}
