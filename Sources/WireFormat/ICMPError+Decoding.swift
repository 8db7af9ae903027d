extension ICMPError {
  /// Reads an ICMP message. Source: RFC 792; RFC 1191 §4 (next-hop MTU).
  @inline(never)
  static func decode(icmp bytes: Span<UInt8>, _ packet: IPPayload) -> DecodedFrame {
    guard bytes.holds(8, at: packet.offset) else { return .skipped(.truncatedTransportHeader) }
    let type = bytes[packet.offset]
    switch type {
    case 3, 4, 5, 11, 12: break
    default: return .other(.icmp)
    }
    let code = bytes[packet.offset &+ 1]
    var error = ICMPError(source: packet.source, destination: packet.destination, type: type, code: code)
    if type == 3, code == 4 { error.nextHopMTU = UInt32(bytes.uint16(at: packet.offset &+ 6)) }
    error.quoted = quotedByICMP(bytes, at: packet.offset &+ 8)
    return .icmpError(error)
  }

  /// Reads an ICMPv6 message. Source: RFC 4443 §3.
  @inline(never)
  static func decode(icmpv6 bytes: Span<UInt8>, _ packet: IPPayload) -> DecodedFrame {
    guard bytes.holds(8, at: packet.offset) else { return .skipped(.truncatedTransportHeader) }
    let type = bytes[packet.offset]
    guard (1...4).contains(type) else { return .other(.icmp) }
    var error = ICMPError(
      source: packet.source, destination: packet.destination, type: type, code: bytes[packet.offset &+ 1])
    if type == 2 { error.nextHopMTU = bytes.uint32(at: packet.offset &+ 4) }
    error.quoted = quotedByICMPv6(bytes, at: packet.offset &+ 8)
    return .icmpError(error)
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
