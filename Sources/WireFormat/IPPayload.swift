/// What an IP packet carries and for whom: the step between the IP header and the transport.
struct IPPayload {
  var source: IPAddress
  var destination: IPAddress
  var protocolNumber: UInt8
  var hopLimit: UInt8
  /// A piece of a datagram, not all of it.
  var isFragment: Bool
  var moreFragments: Bool
  /// Bytes from the beginning of the datagram's payload.
  var fragmentOffset: Int
  var identification: UInt32
  /// Where the payload begins and ends in the frame; the end may lie beyond the captured bytes.
  var offset: Int
  var end: Int

  /// Reads an IPv4 header. `frameEnd` is where the frame ended on the wire.
  @inline(__always)
  init(ipv4 bytes: Span<UInt8>, at offset: Int, end frameEnd: Int) throws(SkipReason) {
    let header = try IPv4Header(bytes, at: offset)
    var end = frameEnd
    if header.totalLength != 0 {
      let length = Int(header.totalLength)
      guard length >= header.headerLength else { throw .badNetworkHeader }
      end = offset &+ length
      guard end <= frameEnd else { throw .badLength }
    }
    self.source = header.source
    self.destination = header.destination
    self.protocolNumber = header.protocolNumber
    self.hopLimit = header.timeToLive
    self.moreFragments = header.moreFragments
    self.fragmentOffset = header.fragmentOffset
    self.isFragment = header.moreFragments || header.fragmentOffset != 0
    self.identification = UInt32(header.identification)
    self.offset = offset &+ header.headerLength
    self.end = end
    if header.protocolNumber == 51 { try self.passAuthenticationHeader(bytes) }
  }

  /// Reads an IPv6 header and its extension headers.
  @inline(__always)
  init(ipv6 bytes: Span<UInt8>, at offset: Int, end frameEnd: Int) throws(SkipReason) {
    let header = try IPv6Header(bytes, at: offset)
    var end = frameEnd
    if header.payloadLength != 0 {
      end = offset &+ 40 &+ Int(header.payloadLength)
      guard end <= frameEnd else { throw .badLength }
    }
    let chain = try IPv6ExtensionChain(bytes, nextHeader: header.nextHeader, at: offset &+ 40)
    guard chain.offset <= end else { throw .badNetworkHeader }
    self.source = header.source
    self.destination = header.destination
    self.protocolNumber = chain.protocolNumber
    self.hopLimit = header.hopLimit
    self.moreFragments = chain.moreFragments
    self.fragmentOffset = chain.fragmentOffset
    self.isFragment = chain.isFragment
    self.identification = chain.identification
    self.offset = chain.offset
    self.end = end
  }

  /// Whether this is a first fragment of which too little was captured to put its datagram together.
  func isSnappedBeginning(_ bytes: Span<UInt8>) -> Bool { fragmentOffset == 0 && end > bytes.count }

  /// IPsec's authentication header leaves the payload readable. Source: RFC 4302 §2.
  @inline(never)
  private mutating func passAuthenticationHeader(_ bytes: Span<UInt8>) throws(SkipReason) {
    if isFragment { return }
    guard bytes.holds(12, at: offset) else { throw .truncatedNetworkHeader }
    protocolNumber = bytes[offset]
    offset &+= (Int(bytes[offset &+ 1]) &+ 2) &* 4
    guard offset <= end else { throw .badNetworkHeader }
  }
}

/// Generic routing encapsulation. Source: RFC 2784 §2.1, RFC 2890, RFC 2637 §4.1 (version 1, PPTP).
enum GREHeader {
  /// What the header at `start` carries; nil where that is not a network layer that we know.
  static func payload(_ bytes: Span<UInt8>, at start: Int) throws(SkipReason) -> LinkPayload? {
    guard bytes.holds(4, at: start) else { throw .truncatedNetworkHeader }
    let flags = bytes.uint16(at: start)
    let etherType = bytes.uint16(at: start &+ 2)
    var offset = start &+ 4
    if flags & 0x8000 != 0 { offset &+= 4 }  // checksum
    if flags & 0x2000 != 0 { offset &+= 4 }  // key
    if flags & 0x1000 != 0 { offset &+= 4 }  // sequence number
    switch (flags & 7, etherType) {
    case (0, _):
      return try LinkHeader.follow(bytes, etherType: etherType, at: offset)
    case (1, 0x880B):
      if flags & 0x0080 != 0 { offset &+= 4 }  // acknowledgment number
      // A message without data acknowledges only.
      guard flags & 0x1000 != 0 else { return nil }
      return try LinkHeader.decodePPP(bytes, at: offset)
    default:
      return nil
    }
  }
}
