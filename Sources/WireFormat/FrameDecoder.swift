/// Decodes captured frames of any link type we know.
///
/// Called once per frame from the reader of a capture; it allocates nothing, except for IP fragments, which
/// it puts together in a bounded table: the fragment that completes its datagram gives the segment, the
/// others are skipped as `fragment`. Any bytes give an answer, none traps.
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
    do {
      let link = try LinkHeader.decode(bytes, linkType: linkType)
      let end = max(originalLength, bytes.count)
      if link.etherType == EtherType.ipv4 {
        return try decodeTransport(bytes, IPPayload(ipv4: bytes, at: link.offset, end: end), depth: 0)
      }
      return try decodeNetwork(bytes, link, end: end, depth: 0)
    } catch {
      return .skipped(error)
    }
  }

  @inline(never)
  private mutating func decodeNetwork(
    _ bytes: Span<UInt8>, _ link: LinkPayload, end: Int, depth: Int
  ) throws(SkipReason) -> DecodedFrame {
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
      return try decodeTransport(bytes, IPPayload(ipv4: bytes, at: link.offset, end: end), depth: depth)
    case EtherType.ipv6:
      return try decodeTransport(bytes, IPPayload(ipv6: bytes, at: link.offset, end: end), depth: depth)
    case EtherType.arp:
      return try decodeARP(bytes, at: link.offset)
    default:
      return .other(.notIP)
    }
  }

  @inline(__always)
  private mutating func decodeTransport(
    _ bytes: Span<UInt8>, _ packet: IPPayload, depth: Int
  ) throws(SkipReason) -> DecodedFrame {
    if packet.protocolNumber == 6, !packet.isFragment {
      var segment = try TCPSegment(
        bytes, at: packet.offset, end: packet.end, source: packet.source, destination: packet.destination)
      segment.identification = UInt16(truncatingIfNeeded: packet.identification)
      segment.hopLimit = packet.hopLimit
      return .tcp(segment)
    }
    return try decodeRareTransport(bytes, packet, depth: depth)
  }

  @inline(never)
  private mutating func decodeRareTransport(
    _ bytes: Span<UInt8>, _ packet: IPPayload, depth: Int
  ) throws(SkipReason) -> DecodedFrame {
    // Tunnels and fragments inside each other come back here; eight is more than anyone builds.
    guard depth < 8 else { throw .tooDeep }
    if packet.isFragment { return try decodeFragment(bytes, packet, depth: depth) }
    switch packet.protocolNumber {
    case 6: return try decodeTransport(bytes, packet, depth: depth)
    case 1: return ICMPError.decode(icmp: bytes, packet)
    case 58: return ICMPError.decode(icmpv6: bytes, packet)
    case 2: return .other(.igmp)
    case 17: return .other(.udp)
    case 132: return .other(.sctp)
    case 4, 41:
      let etherType = packet.protocolNumber == 4 ? EtherType.ipv4 : EtherType.ipv6
      let inner = LinkPayload(etherType: etherType, offset: packet.offset)
      return try decodeNetwork(bytes, inner, end: packet.end, depth: depth &+ 1)
    case 47:
      guard let inner = try GREHeader.payload(bytes, at: packet.offset) else {
        return .other(.otherIPProtocol)
      }
      return try decodeNetwork(bytes, inner, end: packet.end, depth: depth &+ 1)
    default: return .other(.otherIPProtocol)
    }
  }

  @inline(never)
  private mutating func decodeFragment(
    _ bytes: Span<UInt8>, _ packet: IPPayload, depth: Int
  ) throws(SkipReason) -> DecodedFrame {
    guard let datagram = fragments.insert(bytes, packet) else { throw .fragment }
    var whole = packet
    whole.offset = 0
    whole.end = datagram.count
    whole.isFragment = false
    return try decodeRareTransport(datagram.span, whole, depth: depth &+ 1)
  }

  /// Source: RFC 826. Only messages about IPv4 addresses concern us.
  private func decodeARP(_ bytes: Span<UInt8>, at offset: Int) throws(SkipReason) -> DecodedFrame {
    guard bytes.holds(8, at: offset) else { throw .truncatedNetworkHeader }
    let hardwareLength = Int(bytes[offset &+ 4])
    guard bytes.uint16(at: offset &+ 2) == EtherType.ipv4, bytes[offset &+ 5] == 4 else {
      return .other(.notIP)
    }
    let sender = offset &+ 8
    guard bytes.holds(2 &* (hardwareLength &+ 4), at: sender) else { throw .truncatedNetworkHeader }
    let target = sender &+ hardwareLength &+ 4
    let isEthernet = hardwareLength == 6
    return .arp(
      ARPMessage(
        operation: bytes.uint16(at: offset &+ 6),
        senderIP: IPAddress(ipv4: bytes.uint32(at: sender &+ hardwareLength)),
        targetIP: IPAddress(ipv4: bytes.uint32(at: target &+ hardwareLength)),
        senderMAC: MACAddress(isEthernet ? bytes.uint64(at: sender) >> 16 : 0),
        targetMAC: MACAddress(isEthernet ? bytes.uint64(at: target) >> 16 : 0)))
  }
}
