/// The fixed header of IPv6. Source: RFC 8200 §3.
package struct IPv6Header: Hashable, Sendable {
  package static let length = 40

  package var trafficClass: UInt8
  package var flowLabel: UInt32
  /// Everything behind this header, extension headers included; 0 for jumbograms and TSO captures.
  package var payloadLength: UInt16
  package var nextHeader: UInt8
  package var hopLimit: UInt8
  package var source: IPAddress
  package var destination: IPAddress

  package init(
    trafficClass: UInt8 = 0, flowLabel: UInt32 = 0, payloadLength: UInt16, nextHeader: UInt8,
    hopLimit: UInt8 = 64, source: IPAddress, destination: IPAddress
  ) {
    self.trafficClass = trafficClass
    self.flowLabel = flowLabel
    self.payloadLength = payloadLength
    self.nextHeader = nextHeader
    self.hopLimit = hopLimit
    self.source = source
    self.destination = destination
  }

  @inline(__always)
  package init(_ bytes: Span<UInt8>, at offset: Int) throws(SkipReason) {
    guard bytes.holds(40, at: offset) else { throw .truncatedNetworkHeader }
    let first = bytes.uint32(at: offset)
    guard first >> 28 == 6 else { throw .badNetworkHeader }
    self.trafficClass = UInt8(truncatingIfNeeded: first >> 20)
    self.flowLabel = first & 0xF_FFFF
    self.payloadLength = bytes.uint16(at: offset &+ 4)
    self.nextHeader = bytes[offset &+ 6]
    self.hopLimit = bytes[offset &+ 7]
    self.source = IPAddress(ipv6High: bytes.uint64(at: offset &+ 8), low: bytes.uint64(at: offset &+ 16))
    self.destination = IPAddress(
      ipv6High: bytes.uint64(at: offset &+ 24), low: bytes.uint64(at: offset &+ 32))
  }

  package func encoded() -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(bigEndian: 6 << 28 | UInt32(trafficClass) << 20 | flowLabel & 0xF_FFFF)
    bytes.append(bigEndian: payloadLength)
    bytes += [nextHeader, hopLimit]
    for address in [source, destination] {
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: address.high >> 32))
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: address.high))
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: address.low >> 32))
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: address.low))
    }
    return bytes
  }
}

/// What stands behind the extension headers of an IPv6 packet.
///
/// Source: RFC 8200 §4, RFC 4302 §2.2 (authentication header), RFC 6275 §6.1 (mobility).
package struct IPv6ExtensionChain: Hashable, Sendable {
  /// The first protocol that is not an extension header.
  package var protocolNumber: UInt8
  /// Where it begins.
  package var offset: Int
  package var isFragment = false
  package var moreFragments = false
  /// Bytes.
  package var fragmentOffset = 0
  /// The fragment header's; 0 without one.
  package var identification: UInt32 = 0

  /// Follows the chain from `offset`; each header is at least 8 bytes, so the frame's end bounds it.
  @inline(__always)
  package init(_ bytes: Span<UInt8>, nextHeader: UInt8, at offset: Int) throws(SkipReason) {
    self.protocolNumber = nextHeader
    self.offset = offset
    if nextHeader == 6 { return }
    try self.follow(bytes)
  }

  @inline(never)
  private mutating func follow(_ bytes: Span<UInt8>) throws(SkipReason) {
    while true {
      switch protocolNumber {
      case 0, 43, 60, 135, 139, 140:
        guard bytes.holds(8, at: offset) else { throw .truncatedNetworkHeader }
        protocolNumber = bytes[offset]
        offset &+= (Int(bytes[offset &+ 1]) &+ 1) &* 8
      case 51:
        guard bytes.holds(8, at: offset) else { throw .truncatedNetworkHeader }
        protocolNumber = bytes[offset]
        offset &+= (Int(bytes[offset &+ 1]) &+ 2) &* 4
      case 44:
        guard bytes.holds(8, at: offset) else { throw .truncatedNetworkHeader }
        protocolNumber = bytes[offset]
        let field = bytes.uint16(at: offset &+ 2)
        fragmentOffset = Int(field & 0xFFF8)
        moreFragments = field & 1 != 0
        identification = bytes.uint32(at: offset &+ 4)
        offset &+= 8
        // An atomic fragment is a whole datagram. Source: RFC 6946.
        isFragment = moreFragments || fragmentOffset != 0
        if isFragment { return }
      default:
        return
      }
    }
  }
}
