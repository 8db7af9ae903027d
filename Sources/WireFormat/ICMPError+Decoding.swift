extension ICMPError {
  /// Reads an ICMP message, in place of this one. Source: RFC 792; RFC 1191 §4 (next-hop MTU).
  @inline(never)
  mutating func read(icmp bytes: Span<UInt8>, _ packet: IPPayload) throws(SkipReason) -> FrameKind {
    guard bytes.holds(8, at: packet.offset) else { throw .truncatedTransportHeader }
    let (type, code) = (bytes[packet.offset], bytes[packet.offset &+ 1])
    switch type {
    case 3, 4, 5, 11, 12: break
    default: return .other(.icmp)
    }
    self = ICMPError(source: packet.source, destination: packet.destination, type: type, code: code)
    if type == 3, code == 4 { nextHopMTU = UInt32(bytes.uint16(at: packet.offset &+ 6)) }
    quoted = ICMPError.quotedByICMP(bytes, at: packet.offset &+ 8)
    return .icmpError
  }

  /// Reads an ICMPv6 message, in place of this one. Source: RFC 4443 §3.
  @inline(never)
  mutating func read(icmpv6 bytes: Span<UInt8>, _ packet: IPPayload) throws(SkipReason) -> FrameKind {
    guard bytes.holds(8, at: packet.offset) else { throw .truncatedTransportHeader }
    let (type, code) = (bytes[packet.offset], bytes[packet.offset &+ 1])
    guard (1...4).contains(type) else { return .other(.icmp) }
    self = ICMPError(source: packet.source, destination: packet.destination, type: type, code: code)
    if type == 2 { nextHopMTU = bytes.uint32(at: packet.offset &+ 4) }
    quoted = ICMPError.quotedByICMPv6(bytes, at: packet.offset &+ 8)
    return .icmpError
  }

  /// A quote is cut short on purpose, so a header that ends early only means that nothing is known.
  private static func quotedByICMP(_ bytes: Span<UInt8>, at offset: Int) -> QuotedSegment? {
    let header: IPv4Header
    do { header = try IPv4Header(bytes, at: offset) } catch { return nil }
    guard header.protocolNumber == 6, header.fragmentOffset == 0 else { return nil }
    return quotedSegment(
      bytes, at: offset &+ header.headerLength, source: header.source, destination: header.destination)
  }

  private static func quotedByICMPv6(_ bytes: Span<UInt8>, at offset: Int) -> QuotedSegment? {
    do {
      let header = try IPv6Header(bytes, at: offset)
      let chain = try IPv6ExtensionChain(bytes, nextHeader: header.nextHeader, at: offset &+ 40)
      guard chain.protocolNumber == 6, chain.fragmentOffset == 0 else { return nil }
      return quotedSegment(
        bytes, at: chain.offset, source: header.source, destination: header.destination)
    } catch {
      return nil
    }
  }

  private static func quotedSegment(
    _ bytes: Span<UInt8>, at offset: Int, source: IPAddress, destination: IPAddress
  ) -> QuotedSegment? {
    guard bytes.holds(8, at: offset) else { return nil }
    return QuotedSegment(
      source: source, destination: destination, sourcePort: bytes.uint16(at: offset),
      destinationPort: bytes.uint16(at: offset &+ 2), sequence: SequenceNumber(bytes.uint32(at: offset &+ 4)))
  }
}
