/// Decodes captured frames of any link type we know.
///
/// Called once per frame from the reader of a capture; it allocates nothing, except for IP fragments, which
/// it puts together in a bounded table: the fragment that completes its datagram gives the segment, the
/// others are skipped as `fragment`. A first fragment that was snapped cannot be put together; it gives a
/// segment with the payload of the fragment. Any bytes give an answer, none traps.
///
/// Order inside: `LinkHeader` finds the network layer, IP finds the transport (through tunnels of plain IP
/// and GRE), then the segment is read.
package struct FrameDecoder: Sendable {
  private var fragments = FragmentTable()

  package init() {}

  /// Decodes the captured `bytes` of a frame that had `originalLength` bytes on the wire.
  package mutating func decode(
    _ bytes: Span<UInt8>, originalLength: Int, linkType: LinkType
  ) -> DecodedFrame {
    var contents = FrameContents()
    switch decode(bytes, originalLength: originalLength, linkType: linkType, into: &contents) {
    case .tcp: return .tcp(contents.segment)
    case .arp: return .arp(contents.arp)
    case .icmpError: return .icmpError(contents.icmpError)
    case .other(let traffic): return .other(traffic)
    case .skipped(let reason): return .skipped(reason)
    }
  }

  /// Decodes as the function above does, into a place that is used again for each frame.
  ///
  /// Saves copying a segment, which takes about as long as decoding it.
  package mutating func decode(
    _ bytes: Span<UInt8>, originalLength: Int, linkType: LinkType, into contents: inout FrameContents
  ) -> FrameKind {
    do {
      let link = try LinkHeader.decode(bytes, linkType: linkType)
      let end = max(originalLength, bytes.count)
      if link.etherType == EtherType.ipv4,
        try contents.segment.readPlainIPv4(bytes, at: link.offset, end: end)
      {
        return .tcp
      }
      return try decodeNetwork(bytes, link, end: end, depth: 0, into: &contents)
    } catch {
      return .skipped(error)
    }
  }

  @inline(never)
  private mutating func decodeNetwork(
    _ bytes: Span<UInt8>, _ link: LinkPayload, end: Int, depth: Int, into contents: inout FrameContents
  ) throws(SkipReason) -> FrameKind {
    var etherType = link.etherType
    if etherType == LinkPayload.ipByVersion {
      guard bytes.holds(1, at: link.offset) else { throw .truncatedNetworkHeader }
      switch bytes[link.offset] >> 4 {
      case 4: etherType = EtherType.ipv4
      case 6: etherType = EtherType.ipv6
      default: throw .badNetworkHeader
      }
    }
    switch etherType {
    case EtherType.ipv4:
      let packet = try IPPayload(ipv4: bytes, at: link.offset, end: end)
      return try decodeTransport(bytes, packet, depth: depth, into: &contents)
    case EtherType.ipv6:
      let packet = try IPPayload(ipv6: bytes, at: link.offset, end: end)
      return try decodeTransport(bytes, packet, depth: depth, into: &contents)
    case EtherType.arp:
      return try contents.arp.read(bytes, at: link.offset)
    default:
      return .other(.notIP)
    }
  }

  @inline(__always)
  private mutating func decodeTransport(
    _ bytes: Span<UInt8>, _ packet: IPPayload, depth: Int, into contents: inout FrameContents
  ) throws(SkipReason) -> FrameKind {
    if packet.protocolNumber == 6, !packet.isFragment {
      try contents.segment.read(bytes, at: packet.offset, end: packet.end)
      contents.segment.source = packet.source
      contents.segment.destination = packet.destination
      contents.segment.identification = UInt16(truncatingIfNeeded: packet.identification)
      contents.segment.hopLimit = packet.hopLimit
      return .tcp
    }
    return try decodeRareTransport(bytes, packet, depth: depth, into: &contents)
  }

  @inline(never)
  private mutating func decodeRareTransport(
    _ bytes: Span<UInt8>, _ packet: IPPayload, depth: Int, into contents: inout FrameContents
  ) throws(SkipReason) -> FrameKind {
    // Tunnels and fragments inside each other come back here; eight is more than anyone builds.
    guard depth < 8 else { throw .tooDeep }
    if packet.isFragment, !packet.isSnappedBeginning(bytes) {
      return try decodeFragment(bytes, packet, depth: depth, into: &contents)
    }
    switch packet.protocolNumber {
    case 6:
      var whole = packet
      whole.isFragment = false
      return try decodeTransport(bytes, whole, depth: depth, into: &contents)
    case 1: return try contents.icmpError.read(icmp: bytes, packet)
    case 58: return try contents.icmpError.read(icmpv6: bytes, packet)
    case 2: return .other(.igmp)
    case 17: return .other(.udp)
    case 132: return .other(.sctp)
    case 4, 41:
      let etherType = packet.protocolNumber == 4 ? EtherType.ipv4 : EtherType.ipv6
      let inner = LinkPayload(etherType: etherType, offset: packet.offset)
      return try decodeNetwork(bytes, inner, end: packet.end, depth: depth &+ 1, into: &contents)
    case 47:
      guard let inner = try GREHeader.payload(bytes, at: packet.offset) else {
        return .other(.otherIPProtocol)
      }
      return try decodeNetwork(bytes, inner, end: packet.end, depth: depth &+ 1, into: &contents)
    default: return .other(.otherIPProtocol)
    }
  }

  @inline(never)
  private mutating func decodeFragment(
    _ bytes: Span<UInt8>, _ packet: IPPayload, depth: Int, into contents: inout FrameContents
  ) throws(SkipReason) -> FrameKind {
    guard let datagram = fragments.insert(bytes, packet) else { throw .fragment }
    var whole = packet
    whole.offset = 0
    whole.end = datagram.count
    whole.isFragment = false
    if packet.source.isIPv6 {
      // Further extension headers belong to the fragmented part. Source: RFC 8200 §4.5.
      let chain = try IPv6ExtensionChain(datagram.span, nextHeader: packet.protocolNumber, at: 0)
      guard !chain.isFragment, chain.offset <= datagram.count else { throw .badNetworkHeader }
      whole.protocolNumber = chain.protocolNumber
      whole.offset = chain.offset
    }
    return try decodeRareTransport(datagram.span, whole, depth: depth &+ 1, into: &contents)
  }
}
