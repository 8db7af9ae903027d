import WireFormat

/// The blocks of pcapng that carry what we need. Source: draft-ietf-opsawg-pcapng §4 and appendix A.
enum BlockType {
  static let sectionHeader: UInt32 = 0x0A0D_0D0A
  static let interfaceDescription: UInt32 = 1
  static let obsoletePacket: UInt32 = 2
  static let simplePacket: UInt32 = 3
  static let interfaceStatistics: UInt32 = 5
  static let enhancedPacket: UInt32 = 6

  static func isPacket(_ type: UInt32) -> Bool {
    type == enhancedPacket || type == simplePacket || type == obsoletePacket
  }
}

extension CaptureReader {
  /// The largest block that is looked into: a frame and generous options. Others are passed over.
  private static var blockLimit: Int { frameLimit + (1 << 20) }

  mutating func readPCAPNG<Failure: Error>(
    _ body: (borrowing FrameHeader, Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    while ending == .complete {
      guard buffer.fill(atLeast: 12) else {
        if buffer.count > 0 || buffer.failure != nil { stopInsideBlock() }
        return
      }
      let type = load32(at: buffer.start)
      if type == BlockType.sectionHeader, !beginSection() { return }
      let length = Int(load32(at: buffer.start + 4))
      guard length >= 12, length % 4 == 0 else {
        stop(
          .damaged, at: buffer.fileOffset(of: buffer.start),
          "holds a block that claims a length of \(length), which cannot be,")
        return
      }
      if length > Self.blockLimit {
        guard passOver(length, type: type) else { return }
        continue
      }
      guard buffer.fill(atLeast: length) else {
        stopInsideBlock()
        return
      }
      let end = buffer.start + length
      guard Int(load32(at: end - 4)) == length else {
        stop(
          .damaged, at: buffer.fileOffset(of: buffer.start),
          "holds a block whose two lengths differ (\(length) and \(load32(at: end - 4)))")
        return
      }
      defer { buffer.start = end }
      try readBlock(type: type, end: end, body)
    }
  }

  /// Reads one whole block, which ends before `end`.
  @inline(__always)
  private mutating func readBlock<Failure: Error>(
    type: UInt32, end: Int, _ body: (borrowing FrameHeader, Span<UInt8>) throws(Failure) -> Void
  ) throws(Failure) {
    switch type {
    case BlockType.enhancedPacket:
      guard let packet = enhancedPacket(end: end) else { return }
      frameCount += 1
      try body(packet.frame, buffer.storage.span.extracting(packet.bytes))
    case BlockType.simplePacket, BlockType.obsoletePacket:
      let packet = type == BlockType.simplePacket ? simplePacket(end: end) : obsoletePacket(end: end)
      guard let packet else { return }
      frameCount += 1
      try body(packet.frame, buffer.storage.span.extracting(packet.bytes))
    case BlockType.interfaceDescription:
      addInterface(end: end)
    case BlockType.interfaceStatistics:
      addStatistics(end: end)
    default:
      break
    }
  }

  private struct Packet {
    var frame: FrameHeader
    var bytes: Range<Int>
  }

  private mutating func enhancedPacket(end: Int) -> Packet? {
    let start = buffer.start
    guard end - start >= 32 else { return malformed("an enhanced packet block of \(end - start) bytes") }
    return packet(
      interface: Int(load32(at: start + 8)),
      ticks: UInt64(load32(at: start + 12)) << 32 | UInt64(load32(at: start + 16)),
      captured: Int(load32(at: start + 20)), original: Int(load32(at: start + 24)), from: start + 28, end: end
    )
  }

  private mutating func obsoletePacket(end: Int) -> Packet? {
    let start = buffer.start
    guard end - start >= 32 else { return malformed("a packet block of \(end - start) bytes") }
    // Two 16-bit numbers stand here: the interface and the drops.
    let both = load32(at: start + 8)
    return packet(
      interface: Int(isBigEndian ? both >> 16 : both & 0xFFFF),
      ticks: UInt64(load32(at: start + 12)) << 32 | UInt64(load32(at: start + 16)),
      captured: Int(load32(at: start + 20)), original: Int(load32(at: start + 24)), from: start + 28, end: end
    )
  }

  @inline(__always)
  private mutating func packet(
    interface number: Int, ticks: UInt64, captured: Int, original: Int, from start: Int, end: Int
  ) -> Packet? {
    guard let interface = interfaces[number] else { return unknownInterface(number) }
    guard captured <= end - 4 - start, captured <= Self.frameLimit else {
      return malformed("a packet of \(captured) bytes in a block with room for \(end - 4 - start)")
    }
    lastTimeNs = interface.resolution.nanoseconds(ticks: ticks)
    let frame = FrameHeader(
      number: frameCount + 1, timeNs: lastTimeNs, originalLength: max(original, captured),
      linkType: interface.linkType, interface: interfaces.base + number)
    return Packet(frame: frame, bytes: start..<start + captured)
  }

  /// A packet of the first interface, without a time: it gets the one of the packet before it.
  private mutating func simplePacket(end: Int) -> Packet? {
    let start = buffer.start
    guard end - start >= 16 else { return malformed("a simple packet block of \(end - start) bytes") }
    guard let interface = interfaces[0] else { return unknownInterface(0) }
    let original = Int(load32(at: start + 8))
    let captured = min(
      original, interface.snapLength == 0 ? original : interface.snapLength, end - 4 - start - 12)
    guard captured <= Self.frameLimit else { return malformed("a simple packet of \(captured) bytes") }
    warnOnce(
      .timeless, "\(name) holds simple packet blocks, which carry no time: each has its predecessor's.")
    let frame = FrameHeader(
      number: frameCount + 1, timeNs: lastTimeNs, originalLength: original, linkType: interface.linkType,
      interface: interfaces.base)
    return Packet(frame: frame, bytes: start + 12..<start + 12 + captured)
  }

  /// A new section: its own byte order, its own interfaces. False where it is not one.
  private mutating func beginSection() -> Bool {
    switch buffer.storage.span.uint32(at: buffer.start + 8) {
    case 0x1A2B_3C4D: isBigEndian = true
    case 0x4D3C_2B1A: isBigEndian = false
    default:
      stop(
        .damaged, at: buffer.fileOffset(of: buffer.start),
        "holds a section header without its byte-order magic")
      return false
    }
    interfaces.beginSection()
    return true
  }

  private mutating func addInterface(end: Int) {
    let start = buffer.start
    var interface: InterfaceTable.Interface?
    if end - start >= 20 {
      interface = InterfaceTable.Interface(
        buffer.storage.span.extracting(start + 8..<end - 4), isBigEndian: isBigEndian)
    } else {
      _ = malformed("an interface description of \(end - start) bytes")
    }
    guard interfaces.add(interface) else {
      warnOnce(
        .tooManyInterfaces,
        "\(name) describes more than \(InterfaceTable.limit) interfaces: frames of the others were left out.")
      return
    }
    if let linkType = interface?.linkType { note(linkType) }
  }

  private mutating func note(_ linkType: LinkType) {
    if linkTypes.contains(linkType) { return }
    guard linkTypes.count < Self.linkTypeLimit else {
      warnOnce(
        .tooManyLinkTypes,
        "\(name) has interfaces of more than \(Self.linkTypeLimit) link types: the others are not listed.")
      return
    }
    linkTypes.append(linkType)
  }

  private mutating func addStatistics(end: Int) {
    let start = buffer.start
    guard end - start >= 24 else {
      _ = malformed("interface statistics of \(end - start) bytes")
      return
    }
    let statistics = InterfaceTable.Statistics(
      buffer.storage.span.extracting(start + 8..<end - 4), isBigEndian: isBigEndian)
    interfaces.add(statistics)
  }

  /// Passes over a block that is too large to be looked into; false where the capture ends inside it.
  private mutating func passOver(_ length: Int, type: UInt32) -> Bool {
    if BlockType.isPacket(type) {
      warnOnce(
        .oversizedBlock,
        "\(name) holds a packet block of \(length) bytes at byte \(buffer.fileOffset(of: buffer.start)); "
          + "blocks like it were left out."
      )
    }
    if buffer.skip(Int64(length)) { return true }
    stopInsideBlock()
    return false
  }

  private mutating func stopInsideBlock() {
    stop(.cut, at: buffer.fileOffset(of: buffer.end), "is cut short: it ends inside a block")
  }

  private mutating func malformed(_ what: String) -> Packet? {
    let place = buffer.fileOffset(of: buffer.start)
    warnOnce(.malformedBlock, "\(name) holds \(what) at byte \(place); blocks like it were left out.")
    return nil
  }

  private mutating func unknownInterface(_ number: Int) -> Packet? {
    let place = buffer.fileOffset(of: buffer.start)
    warnOnce(
      .unknownInterface,
      "\(name) holds a packet of interface \(number), which it never described, at byte \(place); "
        + "packets like it were left out."
    )
    return nil
  }

  /// A number in the byte order of the section.
  @inline(__always)
  private func load32(at index: Int) -> UInt32 {
    let value = buffer.storage.span.uint32(at: index)
    return isBigEndian ? value : value.byteSwapped
  }
}
