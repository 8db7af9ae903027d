import WireFormat

/// Where things stand in a pcap file. Source: draft-ietf-opsawg-pcap §4 and §5.
struct PCAPLayout: Sendable {
  static let fileHeaderLength = 24

  let isBigEndian: Bool
  /// Nanoseconds of one unit of a record's second time field.
  let fractionNs: Int64
  /// 16, or 24 in the variant of Alexey Kuznetzov's patched libpcap.
  let recordHeaderLength: Int
  /// Files before version 2.4 may hold the two lengths the other way round.
  private(set) var lengthsMayBeSwapped = false
  private(set) var linkType = LinkType.ethernet

  /// From the file's first four bytes, read in network order; nil for anything but pcap.
  init?(magic: UInt32) {
    switch magic {
    case 0xA1B2_C3D4: (isBigEndian, fractionNs, recordHeaderLength) = (true, 1000, 16)
    case 0xD4C3_B2A1: (isBigEndian, fractionNs, recordHeaderLength) = (false, 1000, 16)
    case 0xA1B2_3C4D: (isBigEndian, fractionNs, recordHeaderLength) = (true, 1, 16)
    case 0x4D3C_B2A1: (isBigEndian, fractionNs, recordHeaderLength) = (false, 1, 16)
    case 0xA1B2_CD34: (isBigEndian, fractionNs, recordHeaderLength) = (true, 1000, 24)
    case 0x34CD_B2A1: (isBigEndian, fractionNs, recordHeaderLength) = (false, 1000, 24)
    default: return nil
    }
  }

  /// Takes what the file header says.
  mutating func readFileHeader(_ bytes: Span<UInt8>) {
    let version = load(bytes, at: 4)
    let (major, minor) = isBigEndian ? (version >> 16, version & 0xFFFF) : (version & 0xFFFF, version >> 16)
    lengthsMayBeSwapped = major < 2 || (major == 2 && minor < 4)
    // The upper half holds what is known of frame check sequences.
    linkType = LinkType(rawValue: UInt16(truncatingIfNeeded: load(bytes, at: 20)))
  }

  @inline(__always)
  func load(_ bytes: Span<UInt8>, at offset: Int) -> UInt32 {
    let value = bytes.uint32(at: offset)
    return isBigEndian ? value : value.byteSwapped
  }
}

extension CaptureReader {
  mutating func readPCAP<Failure: Error>(
    _ layout: PCAPLayout, _ body: (borrowing FrameHeader, Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    while ending == .complete {
      let needed = try readBufferedRecords(layout, body)
      if needed > layout.recordHeaderLength + Self.frameLimit {
        stop(
          .damaged, at: buffer.fileOffset(of: buffer.start),
          "holds a frame that claims \(needed - layout.recordHeaderLength) bytes, which cannot be,")
      } else if !buffer.fill(atLeast: needed) {
        if buffer.count > 0 || buffer.failure != nil {
          stop(.cut, at: buffer.fileOffset(of: buffer.end), "is cut short: it ends inside a frame")
        }
        return
      }
    }
  }

  /// Hands out the records that are whole in the buffer; returns how many bytes the next one needs.
  private mutating func readBufferedRecords<Failure: Error>(
    _ layout: PCAPLayout, _ body: (borrowing FrameHeader, Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) -> Int {
    let headerLength = layout.recordHeaderLength
    let end = buffer.end
    var frame = FrameHeader(
      number: frameCount, timeNs: 0, originalLength: 0, linkType: layout.linkType, interface: 0)
    var offset = buffer.start
    defer {
      buffer.start = offset
      frameCount = frame.number
    }
    let bytes = buffer.storage.span
    while offset >= 0, offset <= end &- headerLength, offset <= bytes.count &- 16 {
      var captured = Int(layout.load(bytes, at: offset &+ 8))
      var original = Int(layout.load(bytes, at: offset &+ 12))
      if captured > original, layout.lengthsMayBeSwapped { swap(&captured, &original) }
      let next = offset &+ headerLength &+ captured
      guard captured <= Self.frameLimit, next <= end else { return headerLength &+ captured }
      let seconds = Int64(layout.load(bytes, at: offset))
      let fraction = Int64(layout.load(bytes, at: offset &+ 4))
      frame.number &+= 1
      frame.timeNs = seconds &* 1_000_000_000 &+ fraction &* layout.fractionNs
      frame.originalLength = max(original, captured)
      let record = offset &+ headerLength
      offset = next
      try body(frame, bytes.extracting(record..<next))
    }
    return headerLength
  }
}
