import Testing
import WireFormat

@testable import CaptureFormat

@Suite("pcapng files")
struct PCAPNGReadingTests {
  /// All kinds of packet blocks, two interfaces, a block that nobody knows.
  static func capture(isBigEndian: Bool) -> [UInt8] {
    var capture = CaptureBytes(isBigEndian: isBigEndian)
    capture.addSection()
    capture.addInterface(options: [(2, Array("eth0".utf8)), (9, [9])])
    capture.addEnhancedPacket(
      ticks: 1_700_000_000_123_456_789, [1, 2, 3], original: 60, options: [(1, [104, 105])])
    capture.addInterface(linkType: 113)
    capture.addBlock(type: 0x0BAD_0BAD, [1, 2, 3, 4, 5])
    capture.addEnhancedPacket(interface: 1, ticks: 1_000_001, [4])
    capture.addObsoletePacket(interface: 1, ticks: 2_000_002, [5, 6])
    capture.addSimplePacket([7, 8, 9, 10])
    return capture.bytes
  }

  @Test("Every kind of packet block gives its frame", arguments: [false, true])
  func blocks(isBigEndian: Bool) throws {
    let reading = try Reading(Self.capture(isBigEndian: isBigEndian))
    #expect(reading.frames.map(\.bytes) == [[1, 2, 3], [4], [5, 6], [7, 8, 9, 10]])
    #expect(
      reading.frames.map(\.header.timeNs)
        == [1_700_000_000_123_456_789, 1_000_001_000, 2_000_002_000, 2_000_002_000])
    #expect(reading.frames.map(\.header.originalLength) == [60, 1, 2, 4])
    #expect(reading.frames.map(\.header.linkType) == [.ethernet, .linuxCooked, .linuxCooked, .ethernet])
    #expect(reading.frames.map(\.header.interface) == [0, 1, 1, 0])
    #expect(reading.linkTypes == [.ethernet, .linuxCooked])
    #expect(reading.ending == .complete)
    #expect(reading.warnings.count == 1, "only about the packet without a time")
  }

  @Test("Cut at every byte, a file gives the frames before, and says that it was cut")
  func cutAnywhere() throws {
    let whole = Self.capture(isBigEndian: false)
    var ends: [Int] = []
    var offset = 0
    while offset < whole.count {
      offset += Int(whole[offset + 4]) | Int(whole[offset + 5]) << 8
      ends.append(offset)
    }
    let framesBefore = [0, 0, 1, 1, 1, 2, 3, 4]
    for length in 4...whole.count {
      let reading = try Reading(Array(whole.prefix(length)))
      let blocks = ends.filter { $0 <= length }.count
      #expect(reading.frames.count == (blocks == 0 ? 0 : framesBefore[blocks - 1]), "\(length) bytes")
      #expect((reading.ending == .complete) == ends.contains(length), "\(length) bytes")
    }
  }

  @Test("The pieces that bytes arrive in make no difference", arguments: [1, 3, 12, 13, 100])
  func pieces(size: Int) throws {
    let bytes = Self.capture(isBigEndian: true)
    let whole = try Reading(bytes)
    #expect(try Reading(bytes, pieceSize: size).frames == whole.frames)
    // A buffer that is too small for anything at first.
    #expect(try Reading(bytes, pieceSize: size, bufferSize: 1).frames == whole.frames)
  }

  @Test("Each section has its own byte order and interfaces; numbers go on")
  func sections() throws {
    let reading = try Reading(
      Self.capture(isBigEndian: false) + Self.capture(isBigEndian: true) + Self.capture(isBigEndian: false))
    #expect(reading.frames.count == 12)
    #expect(reading.frames.map(\.header.number) == Array(1...12))
    #expect(reading.frames.map(\.header.interface) == [0, 1, 1, 0, 2, 3, 3, 2, 4, 5, 5, 4])
    #expect(reading.linkTypes == [.ethernet, .linuxCooked])
  }

  @Test("What our writer writes is read back")
  func roundTrip() throws {
    var writer = PCAPNGWriter(application: "halfopen")
    let first = writer.addInterface(name: "a", linkType: .ethernet)
    let second = writer.addInterface(name: "b", linkType: .raw)
    let bytes: [UInt8] = [1, 2, 3, 4, 5]
    writer.addPacket(
      interface: second, timeNs: 123_456_789_012, captured: bytes.span, originalLength: 9, comments: ["x"])
    writer.addPacket(
      interface: first, timeNs: 5, captured: [UInt8]().span, originalLength: 0, direction: .inbound)
    writer.addStatistics(interface: first, timeNs: 6, received: 7, dropped: 3)
    writer.addStatistics(interface: second, timeNs: 6, received: 7, dropped: 4)
    let reading = try Reading(writer.bytes)
    #expect(reading.frames.map(\.bytes) == [bytes, []])
    #expect(reading.frames.map(\.header.timeNs) == [123_456_789_012, 5])
    #expect(reading.frames.map(\.header.originalLength) == [9, 0])
    #expect(reading.frames.map(\.header.linkType) == [.raw, .ethernet])
    #expect(reading.dropped == 7)
    #expect(reading.ending == .complete && reading.warnings.isEmpty)
  }

  @Test("A simple packet is as long as the interface's snap length lets it be")
  func simplePackets() throws {
    var capture = CaptureBytes()
    capture.addSection()
    capture.addInterface(snapLength: 4)
    capture.addSimplePacket([1, 2, 3, 4], original: 1000)
    capture.addSimplePacket([1, 2])
    let reading = try Reading(capture.bytes)
    #expect(reading.frames.map(\.bytes) == [[1, 2, 3, 4], [1, 2]])
    #expect(reading.frames.map(\.header.originalLength) == [1000, 2])
  }

  struct Damage: CustomTestStringConvertible, Sendable {
    var id: String
    var frames: Int
    var ending: CaptureReader.Ending
    /// How the one warning begins, after the file's name; empty for none.
    var warning: String
    var build: @Sendable (inout CaptureBytes) -> Void
    var testDescription: String { id }
  }

  static let damages: [Damage] = [
    Damage(
      id: "a block that claims 4 GB", frames: 1, ending: .cut,
      warning: "is cut short: it ends inside a block",
      build: {
        $0.add(UInt32(6))
        $0.add(UInt32(0xFFFF_FFFC))
      }),
    Damage(
      id: "a block shorter than its own frame", frames: 1, ending: .damaged,
      warning: "holds a block that claims a length of 8, which cannot be,",
      build: {
        $0.add(UInt32(6))
        $0.add(UInt32(8))
        $0.add(UInt32(8))
      }),
    Damage(
      id: "a length that is no multiple of four", frames: 1, ending: .damaged,
      warning: "holds a block that claims a length of 13",
      build: {
        $0.add(UInt32(6))
        $0.add(UInt32(13))
        $0.add(UInt64(13))
      }),
    Damage(
      id: "two lengths that differ", frames: 1, ending: .damaged,
      warning: "holds a block whose two lengths differ (16 and 20)",
      build: {
        $0.add(UInt32(5))
        $0.add(UInt32(16))
        $0.add(UInt32(0))
        $0.add(UInt32(20))
      }),
    Damage(
      id: "a section without its magic", frames: 1, ending: .damaged,
      warning: "holds a section header without its byte-order magic",
      build: { $0.addBlock(type: 0x0A0D_0D0A, [UInt8](repeating: 1, count: 16)) }),
    Damage(
      id: "a packet longer than its block", frames: 2, ending: .complete,
      warning: "holds a packet of 5 bytes in a block with room for 4",
      build: {
        $0.addEnhancedPacket(ticks: 0, [1, 2, 3, 4], captured: 5)
        $0.addEnhancedPacket(ticks: 0, [1])
      }),
    Damage(
      id: "a packet of 4 GB in a small block", frames: 2, ending: .complete,
      warning: "holds a packet of 4294967295 bytes",
      build: {
        $0.addEnhancedPacket(ticks: 0, [1, 2, 3, 4], captured: .max)
        $0.addEnhancedPacket(ticks: 0, [1])
      }),
    Damage(
      id: "an interface that was not described", frames: 2, ending: .complete,
      warning: "holds a packet of interface 9, which it never described",
      build: {
        $0.addEnhancedPacket(interface: 9, ticks: 0, [1])
        $0.addEnhancedPacket(interface: 9, ticks: 0, [1])
        $0.addEnhancedPacket(ticks: 0, [1])
      }),
    Damage(
      id: "packet blocks too short for their headers", frames: 2, ending: .complete,
      warning: "holds an enhanced packet block of 16 bytes",
      build: {
        $0.addBlock(type: 6, [0, 0, 0, 0])
        $0.addBlock(type: 3, [])
        $0.addBlock(type: 2, [0, 0, 0, 0])
        $0.addBlock(type: 5, [0, 0, 0, 0])
        $0.addEnhancedPacket(ticks: 0, [1])
      }),
    Damage(
      id: "a short interface description keeps its number", frames: 2, ending: .complete,
      warning: "holds an interface description of 16 bytes",
      build: {
        $0.addBlock(type: 1, [1, 0, 0, 0])
        $0.addInterface()
        $0.addEnhancedPacket(interface: 2, ticks: 0, [1])
      }),
    Damage(
      id: "options that lead nowhere", frames: 2, ending: .complete, warning: "",
      build: {
        $0.addEnhancedPacket(ticks: 0, [1], options: [(1, [UInt8](repeating: 0, count: 3))])
        $0.addBlock(type: 5, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, 255, 255, 1, 2])
        $0.addBlock(type: 1, [1, 0, 0, 0, 0, 0, 0, 0, 9, 0, 200, 0, 1])
      }),
    Damage(
      id: "statistics of nobody", frames: 1, ending: .complete, warning: "",
      build: { $0.addBlock(type: 5, [99, 0, 0, 0] + [UInt8](repeating: 0, count: 8)) }),
  ]

  @Test("Damage costs what it hits, is named once, and takes no memory", arguments: damages)
  func damage(row: Damage) throws {
    var capture = CaptureBytes()
    capture.addSection()
    capture.addInterface()
    capture.addEnhancedPacket(ticks: 1, [1, 2, 3])
    row.build(&capture)
    let reading = try Reading(capture.bytes)
    #expect(reading.frames.count == row.frames)
    #expect(reading.ending == row.ending)
    if row.warning.isEmpty {
      #expect(reading.warnings.isEmpty)
    } else {
      #expect(reading.warnings.first?.hasPrefix("test \(row.warning)") == true, "\(reading.warnings)")
    }
    #expect(reading.bufferSize == ReadBuffer.usualSize)
  }

  @Test("A block larger than any frame is passed over, not loaded")
  func largeBlocks() throws {
    var capture = CaptureBytes()
    capture.addSection()
    capture.addInterface()
    capture.addBlock(type: 10, [UInt8](repeating: 0x55, count: 9 << 20))  // decryption secrets
    capture.addEnhancedPacket(ticks: 1, [1])
    capture.addEnhancedPacket(ticks: 1, [UInt8](repeating: 0x55, count: 3 << 20))
    capture.addEnhancedPacket(ticks: 1, [2])
    let reading = try Reading(capture.bytes)
    #expect(reading.frames.map(\.bytes) == [[1], [2]])
    #expect(reading.warnings.count == 1 && reading.warnings[0].contains("packet block of 3145760 bytes"))
    #expect(reading.bufferSize == ReadBuffer.usualSize)
  }

  @Test("More interfaces than any machine has are left out, once said")
  func manyInterfaces() throws {
    var capture = CaptureBytes()
    capture.addSection()
    for _ in 0..<InterfaceTable.limit { capture.addInterface() }
    capture.addInterface()
    capture.addInterface()
    capture.addEnhancedPacket(interface: UInt32(InterfaceTable.limit - 1), ticks: 1, [1])
    capture.addEnhancedPacket(interface: UInt32(InterfaceTable.limit), ticks: 1, [2])
    let reading = try Reading(capture.bytes)
    #expect(reading.frames.map(\.bytes) == [[1]])
    #expect(reading.warnings.count == 2)
  }

  @Test("Of link types no more than any machine has are listed, and it is said once")
  func manyLinkTypes() throws {
    // Rules out a comparison of each interface with all before it, and a listing of 65,536 link types.
    var capture = CaptureBytes()
    capture.addSection()
    for number in 0..<400 { capture.addInterface(linkType: UInt16(1000 + number)) }
    capture.addEnhancedPacket(interface: 399, ticks: 1, [1])
    let reading = try Reading(capture.bytes)
    #expect(reading.linkTypes.map(\.rawValue) == Array(1000..<1016))
    #expect(reading.frames.map(\.header.linkType.rawValue) == [1399])
    #expect(reading.warnings.count == 1 && reading.warnings[0].contains("more than 16 link types"))
  }
}
