import Testing
import WireFormat

@testable import CaptureFormat

@Suite("pcap files")
struct PCAPReadingTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var magic: UInt32
    var isBigEndian: Bool
    var headerLength = 16
    /// Nanoseconds of the fraction 5.
    var fractionNs: Int64
    var testDescription: String { id }
  }

  static let rows: [Row] = [
    Row(id: "little-endian, microseconds", magic: 0xA1B2_C3D4, isBigEndian: false, fractionNs: 5000),
    Row(id: "big-endian, microseconds", magic: 0xA1B2_C3D4, isBigEndian: true, fractionNs: 5000),
    Row(id: "little-endian, nanoseconds", magic: 0xA1B2_3C4D, isBigEndian: false, fractionNs: 5),
    Row(id: "big-endian, nanoseconds", magic: 0xA1B2_3C4D, isBigEndian: true, fractionNs: 5),
    Row(
      id: "little-endian, Kuznetzov", magic: 0xA1B2_CD34, isBigEndian: false, headerLength: 24,
      fractionNs: 5000),
    Row(
      id: "big-endian, Kuznetzov", magic: 0xA1B2_CD34, isBigEndian: true, headerLength: 24, fractionNs: 5000),
  ]

  static func capture(_ row: Row) -> [UInt8] {
    var capture = CaptureBytes(isBigEndian: row.isBigEndian)
    capture.addFileHeader(magic: row.magic, linkType: 0xF000_0071)
    capture.addRecord(
      seconds: 0xFFFF_FFFF, fraction: 5, [1, 2, 3], original: 60, headerLength: row.headerLength)
    capture.addRecord(seconds: 7, fraction: 0, [], headerLength: row.headerLength)
    capture.addRecord(seconds: 8, fraction: 9, [4], original: 0, headerLength: row.headerLength)
    return capture.bytes
  }

  @Test("Every variant gives its frames, times and lengths", arguments: rows)
  func variants(row: Row) throws {
    // Rules out a wrong unit, signed seconds, and a link type that takes in the bits above it.
    let reading = try Reading(Self.capture(row))
    #expect(reading.frames.map(\.bytes) == [[1, 2, 3], [], [4]])
    #expect(reading.frames[0].header.timeNs == 4_294_967_295_000_000_000 + row.fractionNs)
    #expect(reading.frames[1].header.timeNs == 7_000_000_000)
    #expect(reading.frames.map(\.header.originalLength) == [60, 0, 1])
    #expect(reading.frames.map(\.header.number) == [1, 2, 3])
    #expect(reading.frames.allSatisfy { $0.header.linkType == .linuxCooked })
    #expect(reading.linkTypes == [.linuxCooked])
    #expect(reading.ending == .complete && reading.warnings.isEmpty)
  }

  @Test("Cut at every byte, a file gives the frames before, and says that it was cut", arguments: rows)
  func cutAnywhere(row: Row) throws {
    let whole = Self.capture(row)
    let ends = [24, 24 + row.headerLength + 3, 24 + 2 * row.headerLength + 3, whole.count]
    for length in 4...whole.count {
      let reading = try Reading(Array(whole.prefix(length)))
      #expect(reading.frames.count == max(0, ends.filter { $0 <= length }.count - 1), "\(length) bytes")
      #expect((reading.ending == .complete) == ends.contains(length), "\(length) bytes")
      #expect(reading.warnings.count == (ends.contains(length) ? 0 : 1))
    }
  }

  @Test("The pieces that bytes arrive in make no difference", arguments: [1, 2, 3, 7, 16, 100])
  func pieces(size: Int) throws {
    let bytes = Self.capture(Self.rows[1])
    let whole = try Reading(bytes)
    #expect(try Reading(bytes, pieceSize: size).frames == whole.frames)
    // A buffer that is too small for anything at first.
    #expect(try Reading(bytes, pieceSize: size, bufferSize: 1).frames == whole.frames)
  }

  @Test("More frames than the buffer holds come out whole and in order", arguments: [777, 65_536, .max])
  func longerThanTheBuffer(pieceSize: Int) throws {
    // Rules out bytes lost or doubled where the buffer is moved on.
    var capture = CaptureBytes()
    capture.addFileHeader()
    var count = 0
    while capture.bytes.count < 3 * ReadBuffer.usualSize {
      let data = (0..<(count % 1500)).map { UInt8(truncatingIfNeeded: $0 &+ count) }
      capture.addRecord(seconds: UInt32(count), fraction: 0, data)
      count += 1
    }
    let reading = try Reading(capture.bytes, pieceSize: pieceSize)
    #expect(reading.frames.count == count)
    for (index, frame) in reading.frames.enumerated() {
      #expect(frame.header.timeNs == Int64(index) * 1_000_000_000)
      #expect(frame.bytes == (0..<(index % 1500)).map { UInt8(truncatingIfNeeded: $0 &+ index) })
    }
    #expect(reading.bufferSize == ReadBuffer.usualSize)
  }

  @Test("A frame of 512 kB (BIG TCP) is read; the buffer grows for it")
  func bigFrame() throws {
    var capture = CaptureBytes()
    capture.addFileHeader()
    capture.addRecord(seconds: 1, fraction: 0, [UInt8](repeating: 7, count: 700_000))
    capture.addRecord(seconds: 2, fraction: 0, [8])
    let reading = try Reading(capture.bytes)
    #expect(reading.frames.map(\.bytes.count) == [700_000, 1])
  }

  @Test("A frame that claims 4 GB ends the reading, is named with its place, and takes no memory")
  func hostileLength() throws {
    var capture = CaptureBytes()
    capture.addFileHeader()
    capture.addRecord(seconds: 1, fraction: 0, [1])
    capture.add(UInt64(0))
    capture.add(UInt32.max)
    capture.add(UInt32.max)
    let reading = try Reading(capture.bytes)
    #expect(reading.frames.count == 1)
    #expect(reading.ending == .damaged)
    #expect(
      reading.warnings == [
        "test holds a frame that claims 4294967295 bytes, which cannot be, at byte 41; "
          + "1 frames before that were read."
      ])
    #expect(reading.bufferSize == ReadBuffer.usualSize)
  }

  @Test("Files older than version 2.4 may hold the two lengths the other way round")
  func swappedLengths() throws {
    var capture = CaptureBytes()
    capture.addFileHeader(minor: 3)
    capture.add(UInt64(0))
    capture.add(UInt32(60))
    capture.add(UInt32(2))
    capture.bytes += [1, 2]
    let reading = try Reading(capture.bytes)
    #expect(reading.frames.map(\.bytes) == [[1, 2]])
    #expect(reading.frames.map(\.header.originalLength) == [60])
  }

  @Test("Nothing, and a file header alone, hold no frames")
  func empty() throws {
    let nothing = try Reading([])
    #expect(nothing.frames.isEmpty && nothing.ending == .cut)
    #expect(nothing.warnings == ["test is empty: it has not even a file header."])
    var capture = CaptureBytes()
    capture.addFileHeader()
    let header = try Reading(capture.bytes)
    #expect(header.frames.isEmpty && header.ending == .complete && header.warnings.isEmpty)
  }

  @Test("A body that throws stops the reading, which can then go on")
  func throwing() throws {
    struct Enough: Error {}
    var reader = try CaptureReader(source: ArraySource(Self.capture(Self.rows[0])), name: "test")
    var numbers: [Int] = []
    #expect(throws: Enough.self) {
      try reader.forEachFrame { header, _ throws(Enough) in
        numbers.append(header.number)
        throw Enough()
      }
    }
    reader.forEachFrame { header, _ in numbers.append(header.number) }
    #expect(numbers == [1, 2, 3])
  }

  @Test("A source that fails in the middle gives what came before, and its own words")
  func failingSource() throws {
    final class FailingSource: ByteSource {
      let good = ArraySource(PCAPReadingTests.capture(PCAPReadingTests.rows[0]).dropLast())
      func read(into buffer: inout MutableSpan<UInt8>, from start: Int) throws(CaptureFileError) -> Int {
        let count = try good.read(into: &buffer, from: start)
        if count == 0 { throw CaptureFileError("The disk is gone (EIO).") }
        return count
      }
    }
    var reader = try CaptureReader(source: FailingSource(), name: "test")
    var count = 0
    reader.forEachFrame { _, _ in count += 1 }
    #expect(count == 2)
    #expect(reader.ending == .damaged)
    #expect(reader.warnings == ["The disk is gone (EIO). 2 frames before that were read."])
  }
}
