import CaptureFormat
import Foundation
import PacketCapture
import Testing
import WireFormat

/// Other people's captures, which are read where they are there and never copied into this repository.
enum SharedCaptures {
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    struct Counts: Decodable, Sendable { var tcp: Int? }
    var file: String
    /// Nil where the tool that made the list could not read the file.
    var packets: Int?
    var tshark: Counts?
    var testDescription: String { file }
  }

  /// The folder `shared/captures`, from HALFOPEN_CAPTURES or beside a folder above this file.
  static let folder: String? = {
    if let path = ProcessInfo.processInfo.environment["HALFOPEN_CAPTURES"] { return path }
    var place = URL(fileURLWithPath: #filePath)
    while place.path != "/" {
      place.deleteLastPathComponent()
      let candidate = place.appendingPathComponent("shared/captures").path
      if FileManager.default.fileExists(atPath: candidate + "/manifest.json") { return candidate }
    }
    return nil
  }()

  static let entries: [Entry] = {
    guard let folder, let data = FileManager.default.contents(atPath: folder + "/manifest.json") else {
      return []
    }
    do { return try JSONDecoder().decode([Entry].self, from: data) } catch {
      Issue.record("manifest.json: \(error)")
      return []
    }
  }()
}

@Suite("Captures of other people", .enabled(if: SharedCaptures.folder != nil, "no folder shared/captures"))
struct SharedCapturesTests {
  /// Where the list has no number of packets: what we find, and why that is right.
  static let unlisted: [String: Int] = [
    // The second frame claims 1,409,179,648 bytes; tcpdump stops there too.
    "suricata-verify--fuzz.pcap": 1,
    // The seventh frame claims 4,325,376 bytes; tshark gives the same six.
    "suricata-verify--tls_DER-incomplete-header.pcap": 6,
    // Link types that the list's tool does not know (285, 132, 182); the frames are there.
    "tcpdump--edsa-high-vid.pcap": 4,
    "tcpdump--hoobr_juniper3.pcap": 1,
    "tcpdump--vtp_asan-3.pcap": 1,
  ]

  /// Where tshark finds another number of TCP frames: what we find, and why that is right.
  static let otherTCP: [String: Int] = [
    // Three are inside GTP tunnels, which we do not open; one has an IP length beyond its frame, which a
    // kernel drops.
    "nDPI--tls_invalid_reads.pcap": 8
  ]

  static let damaged = ["suricata-verify--fuzz.pcap", "suricata-verify--tls_DER-incomplete-header.pcap"]

  static let notACapture = ["packetlife-backup--snoop-working-ccm7.cap"]

  @Test(
    "Every file is read to its end, with as many frames as the list says", arguments: SharedCaptures.entries)
  func everyFile(entry: SharedCaptures.Entry) throws {
    let path = try #require(SharedCaptures.folder) + "/" + entry.file
    if Self.notACapture.contains(entry.file) {
      #expect(throws: CaptureFileError.self) { _ = try CaptureFile(path: path).reader() }
      return
    }
    var reader = try CaptureFile(path: path).reader()
    var decoder = FrameDecoder()
    var frames = 0
    var segments = 0
    reader.forEachFrame { header, bytes in
      frames += 1
      let frame = decoder.decode(bytes, originalLength: header.originalLength, linkType: header.linkType)
      if case .tcp = frame { segments += 1 }
    }
    #expect(frames == entry.packets ?? Self.unlisted[entry.file])
    #expect(frames == reader.frameCount)
    if let counted = entry.tshark?.tcp { #expect(segments == Self.otherTCP[entry.file] ?? counted) }
    #expect((reader.ending != .complete) == Self.damaged.contains(entry.file))
    if reader.ending != .complete { #expect(!reader.warnings.isEmpty) }
  }
}
