import CZlib
import CaptureFormat
import Testing
import WireFormat

@testable import PacketCapture

@Suite("Capture files")
struct CaptureFileTests {
  /// A capture of `count` frames of growing length, as our own writer makes it.
  static func capture(frames count: Int) -> [UInt8] {
    var writer = PCAPNGWriter()
    let interface = writer.addInterface(name: "eth0", linkType: .ethernet)
    for number in 0..<count {
      let bytes = (0..<(number % 1500)).map { UInt8(truncatingIfNeeded: $0 &* number) }
      writer.addPacket(
        interface: interface, timeNs: Int64(number), captured: bytes.span, originalLength: bytes.count)
    }
    return writer.bytes
  }

  /// The same bytes as gzip makes them.
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    try #require(
      deflateInit2_(
        &stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK)
    defer { deflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: bytes.count + 1000)
    let room = UInt32(output.count)
    let result = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = room
        return deflate(&stream, Z_FINISH)
      }
    }
    try #require(result == Z_STREAM_END)
    return Array(output.prefix(Int(room - stream.avail_out)))
  }

  struct Outcome {
    var times: [Int64] = []
    var byteCount = 0
    var ending: CaptureReader.Ending
    var warnings: [String]
    var progress: (done: Int64, of: Int64)?
  }

  static func read(_ path: String) throws -> Outcome {
    let file = try CaptureFile(path: path)
    var reader = try file.reader()
    var times: [Int64] = []
    var byteCount = 0
    reader.forEachFrame { header, bytes in
      times.append(header.timeNs)
      byteCount += bytes.count
    }
    return Outcome(
      times: times, byteCount: byteCount, ending: reader.ending, warnings: reader.warnings,
      progress: file.progress)
  }

  static let sum = (0..<2000).reduce(0) { $0 + $1 % 1500 }

  @Test("A file is read to its end, and progress reaches it")
  func plain() throws {
    let bytes = Self.capture(frames: 2000)
    let file = try TemporaryFile(bytes)
    let outcome = try Self.read(file.path)
    #expect(outcome.times == (0..<2000).map { Int64($0) })
    #expect(outcome.byteCount == Self.sum)
    #expect(outcome.ending == .complete && outcome.warnings.isEmpty)
    #expect(outcome.progress?.done == Int64(bytes.count) && outcome.progress?.of == Int64(bytes.count))
  }

  @Test("gzip is unpacked, also several in one file, also with padding behind")
  func gzipped() throws {
    let whole = Self.capture(frames: 2000)
    let half = whole.count / 2
    let packed: [[UInt8]] = [
      try Self.gzip(whole),
      try Self.gzip(Array(whole[..<half])) + Self.gzip(Array(whole[half...])),
      try Self.gzip(whole) + [UInt8](repeating: 0, count: 512),
    ]
    for bytes in packed {
      let file = try TemporaryFile(bytes)
      let outcome = try Self.read(file.path)
      #expect(outcome.times.count == 2000 && outcome.byteCount == Self.sum)
      #expect(outcome.ending == .complete && outcome.warnings.isEmpty)
    }
  }

  @Test("gzip that was cut or damaged gives the frames before, and a sentence")
  func brokenGzip() throws {
    let packed = try Self.gzip(Self.capture(frames: 2000))
    let cut = try TemporaryFile(Array(packed.dropLast(packed.count / 3)))
    let outcome = try Self.read(cut.path)
    #expect(outcome.times.count > 100 && outcome.times.count < 2000)
    #expect(outcome.ending != .complete)
    #expect(
      outcome.warnings == [
        "\(cut.path) is cut short: its gzip data end too early. "
          + "\(outcome.times.count) frames before that were read."
      ])

    var bytes = packed
    for index in (packed.count / 2)..<(packed.count / 2 + 200) { bytes[index] = 0xFF }
    let damaged = try TemporaryFile(bytes)
    let other = try Self.read(damaged.path)
    #expect(other.times.count < 2000)
    #expect(other.ending == .damaged && other.warnings.count == 1)
    #expect(other.warnings.first?.hasPrefix("\(damaged.path) ") == true)
  }

  @Test("gzip of what is no capture, and gzip of gzip, are refused")
  func gzippedNonsense() throws {
    let text = try TemporaryFile(Self.gzip(Array("hello, world".utf8)))
    #expect(throws: CaptureFileError.self) { try Self.read(text.path) }
    let twice = try TemporaryFile(Self.gzip(Self.gzip(Self.capture(frames: 1))))
    #expect(
      throws: CaptureFileError(
        "\(twice.path) holds gzip data inside gzip data, not a pcap or pcapng capture. "
          + "Unpack it with `gunzip`."
      )
    ) { try Self.read(twice.path) }
  }

  @Test("A file that is missing, or a folder, is named with the reason")
  func unreadable() {
    #expect(
      throws: CaptureFileError("cannot open '/nowhere/x.pcap': ENOENT (No such file or directory).")
    ) { try Self.read("/nowhere/x.pcap") }
    #expect(throws: CaptureFileError("cannot read '/tmp': EISDIR (Is a directory).")) {
      try Self.read("/tmp")
    }
  }
}
