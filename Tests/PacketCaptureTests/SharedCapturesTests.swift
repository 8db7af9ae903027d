import CaptureFormat
import Foundation
import PacketCapture
import TestSupport
import Testing
import WireFormat

extension SharedCaptures {
  /// What the list says of one of them.
  struct Entry: Decodable, Sendable, CustomTestStringConvertible {
    struct Counts: Decodable, Sendable { var tcp: Int? }
    var file: String
    /// Nil where the tool that made the list could not read the file.
    var packets: Int?
    var tshark: Counts?
    var testDescription: String { file }
  }

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

  @Test(
    "A file that is cut anywhere gives its good frames, then a sentence", arguments: SharedCaptures.entries)
  func cutFiles(entry: SharedCaptures.Entry) throws {
    // Rules out a frame that is made of half a one, frames that differ from the whole file's, and silence.
    let path = try #require(SharedCaptures.folder) + "/" + entry.file
    let bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    guard let whole = Self.frames(bytes) else { return }
    var state = UInt64(bytes.count) | 1
    for _ in 0..<12 {
      // Deterministic, and different for each file. Fewer bytes than a magic number are no capture.
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let length = 5 + Int(state >> 33) % (bytes.count - 5)
      let cut = try #require(Self.frames(Array(bytes[..<length])), "cut at \(length)")
      #expect(cut.frames.count <= whole.frames.count)
      #expect(cut.frames == Array(whole.frames.prefix(cut.frames.count)), "cut at \(length)")
      // Where the cut falls between two frames, there is nothing to warn of.
      if cut.ending != .complete { #expect(!cut.warnings.isEmpty, "cut at \(length)") }
      if cut.ending == .complete { #expect(cut.bytesOfFrames <= length) }
      // The next byte to be read decides: with one byte less there is never a frame more.
      let before = try #require(Self.frames(Array(bytes[..<(length - 1)])))
      #expect(before.frames.count <= cut.frames.count)
      #expect(before.ending != .complete || cut.ending != .complete, "cut at \(length)")
    }
  }

  struct Cut {
    var frames: [UInt64] = []
    var bytesOfFrames = 0
    var ending: CaptureReader.Ending
    var warnings: [String]
  }

  /// A hash of each frame and of its time; nil for what is no capture.
  private static func frames(_ bytes: [UInt8]) -> Cut? {
    guard var reader = try? CaptureReader(source: ArraySource(bytes), name: "cut") else { return nil }
    var hashes: [UInt64] = []
    var total = 0
    reader.forEachFrame { header, data in
      var hash: UInt64 = 14_695_981_039_346_656_037 ^ UInt64(bitPattern: header.timeNs)
      for index in 0..<data.count { hash = (hash ^ UInt64(data[index])) &* 1_099_511_628_211 }
      hashes.append(hash)
      total += data.count
    }
    return Cut(frames: hashes, bytesOfFrames: total, ending: reader.ending, warnings: reader.warnings)
  }
}
