import WireFormat

@testable import CaptureFormat

/// Numbers in either byte order, for building captures by hand.
struct CaptureBytes {
  var isBigEndian = false
  var bytes: [UInt8] = []

  mutating func add(_ value: UInt16) { add(UInt64(value), size: 2) }
  mutating func add(_ value: UInt32) { add(UInt64(value), size: 4) }
  mutating func add(_ value: UInt64) { add(value, size: 8) }

  private mutating func add(_ value: UInt64, size: Int) {
    let little = (0..<size).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
    bytes += isBigEndian ? little.reversed() : little
  }

  // pcap. Source: draft-ietf-opsawg-pcap.

  mutating func addFileHeader(magic: UInt32 = 0xA1B2_C3D4, linkType: UInt32 = 1, minor: UInt16 = 4) {
    add(magic)
    add(UInt16(2))
    add(minor)
    add(UInt64(0))
    add(UInt32(65_535))
    add(linkType)
  }

  mutating func addRecord(
    seconds: UInt32, fraction: UInt32, _ data: [UInt8], original: UInt32? = nil, headerLength: Int = 16
  ) {
    add(seconds)
    add(fraction)
    add(UInt32(data.count))
    add(original ?? UInt32(data.count))
    bytes += [UInt8](repeating: 0xEE, count: headerLength - 16) + data
  }

  // pcapng. Source: draft-ietf-opsawg-pcapng.

  mutating func addBlock(type: UInt32, _ body: [UInt8]) {
    let padded = body + [UInt8](repeating: 0, count: (4 - body.count % 4) % 4)
    add(type)
    add(UInt32(padded.count + 12))
    bytes += padded
    add(UInt32(padded.count + 12))
  }

  /// The body of a block, written by `content` in this byte order.
  func body(_ content: (inout CaptureBytes) -> Void) -> [UInt8] {
    var inner = CaptureBytes(isBigEndian: isBigEndian)
    content(&inner)
    return inner.bytes
  }

  mutating func addSection() {
    addBlock(
      type: 0x0A0D_0D0A,
      body {
        $0.add(UInt32(0x1A2B_3C4D))
        $0.add(UInt16(1))
        $0.add(UInt16(0))
        $0.add(UInt64.max)
      })
  }

  mutating func addInterface(linkType: UInt16 = 1, snapLength: UInt32 = 0, options: [(UInt16, [UInt8])] = [])
  {
    addBlock(
      type: 1,
      body {
        $0.add(linkType)
        $0.add(UInt16(0))
        $0.add(snapLength)
        $0.addOptions(options)
      })
  }

  mutating func addOptions(_ options: [(UInt16, [UInt8])]) {
    for (code, value) in options {
      add(code)
      add(UInt16(value.count))
      bytes += value + [UInt8](repeating: 0, count: (4 - value.count % 4) % 4)
    }
    if !options.isEmpty { add(UInt32(0)) }
  }

  mutating func addEnhancedPacket(
    interface: UInt32 = 0, ticks: UInt64, _ data: [UInt8], captured: UInt32? = nil, original: UInt32? = nil,
    options: [(UInt16, [UInt8])] = []
  ) {
    addBlock(
      type: 6,
      body {
        $0.add(interface)
        $0.add(UInt32(ticks >> 32))
        $0.add(UInt32(truncatingIfNeeded: ticks))
        $0.add(captured ?? UInt32(data.count))
        $0.add(original ?? UInt32(data.count))
        $0.bytes += data + [UInt8](repeating: 0, count: (4 - data.count % 4) % 4)
        $0.addOptions(options)
      })
  }

  mutating func addObsoletePacket(interface: UInt16, ticks: UInt64, _ data: [UInt8]) {
    addBlock(
      type: 2,
      body {
        $0.add(interface)
        $0.add(UInt16(0xFFFF))
        $0.add(UInt32(ticks >> 32))
        $0.add(UInt32(truncatingIfNeeded: ticks))
        $0.add(UInt32(data.count))
        $0.add(UInt32(data.count))
        $0.bytes += data
      })
  }

  mutating func addSimplePacket(_ data: [UInt8], original: UInt32? = nil) {
    addBlock(
      type: 3,
      body {
        $0.add(original ?? UInt32(data.count))
        $0.bytes += data
      })
  }
}

/// What a capture gave when it was read to the end.
struct Reading {
  struct Frame: Equatable {
    var header: FrameHeader
    var bytes: [UInt8]
  }

  var frames: [Frame] = []
  var ending: CaptureReader.Ending
  var warnings: [String]
  var linkTypes: [LinkType]
  var dropped: UInt64
  /// What the reader's buffer grew to.
  var bufferSize: Int

  /// Reads `bytes`, which the source hands out in pieces of at most `pieceSize`.
  init(
    _ bytes: [UInt8], pieceSize: Int = .max, bufferSize: Int = ReadBuffer.usualSize
  ) throws(CaptureFileError) {
    var reader = try CaptureReader(
      source: ArraySource(bytes, pieceSize: pieceSize), name: "test", bufferSize: bufferSize)
    var frames: [Frame] = []
    reader.forEachFrame { header, data in
      frames.append(Frame(header: copy header, bytes: data.indices.map { data[$0] }))
    }
    self.frames = frames
    self.ending = reader.ending
    self.warnings = reader.warnings
    self.linkTypes = reader.linkTypes
    self.dropped = reader.droppedByCapture
    self.bufferSize = reader.buffer.storage.count
  }
}
