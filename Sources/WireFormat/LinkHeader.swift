/// The network layer that a frame carries: its EtherType and where its header begins.
package struct LinkPayload: Hashable, Sendable {
  package var etherType: UInt16
  package var offset: Int

  package init(etherType: UInt16, offset: Int) {
    self.etherType = etherType
    self.offset = offset
  }

  /// Stands for "IPv4 or IPv6, look at the version"; no protocol has this EtherType.
  package static var ipByVersion: UInt16 { 0xFFFE }
  /// Stands for a payload that is not a network layer we know.
  package static var none: UInt16 { 0xFFFF }
}

/// The EtherTypes that lead on. Source: IEEE 802 numbers (IANA).
package enum EtherType {
  package static var ipv4: UInt16 { 0x0800 }
  package static var arp: UInt16 { 0x0806 }
  package static var ipv6: UInt16 { 0x86DD }
  package static var vlan: UInt16 { 0x8100 }
  package static var serviceVLAN: UInt16 { 0x88A8 }
  package static var pppoeSession: UInt16 { 0x8864 }
}

/// Decoding of everything below IP. Each step moves forward, so a hostile frame ends it soon.
package enum LinkHeader {
  /// Finds the network layer of a frame, through tags, labels and PPP.
  @inline(__always)
  package static func decode(_ bytes: Span<UInt8>, linkType: LinkType) throws(SkipReason) -> LinkPayload {
    // The two that matter for speed first; the rest out of line.
    if linkType == .ethernet {
      guard bytes.count >= 14 else { throw .truncatedLinkHeader }
      let etherType = bytes.uint16(at: 12)
      if etherType == EtherType.ipv4 || etherType == EtherType.ipv6 {
        return LinkPayload(etherType: etherType, offset: 14)
      }
      return try follow(bytes, etherType: etherType, at: 14)
    }
    return try decodeRare(bytes, linkType: linkType)
  }

  @inline(never)
  static func decodeRare(_ bytes: Span<UInt8>, linkType: LinkType) throws(SkipReason) -> LinkPayload {
    switch linkType {
    case .rawBSD, .rawOpenBSD, .raw: return LinkPayload(etherType: LinkPayload.ipByVersion, offset: 0)
    case .ipv4: return LinkPayload(etherType: EtherType.ipv4, offset: 0)
    case .ipv6: return LinkPayload(etherType: EtherType.ipv6, offset: 0)
    case .null, .loop: return try decodeFamily(bytes)
    case .linuxCooked:
      guard bytes.count >= 16 else { throw .truncatedLinkHeader }
      return try follow(bytes, etherType: bytes.uint16(at: 14), at: 16)
    case .linuxCooked2:
      guard bytes.count >= 20 else { throw .truncatedLinkHeader }
      return try follow(bytes, etherType: bytes.uint16(at: 0), at: 20)
    case .ppp, .pppHDLC: return try decodePPP(bytes, at: 0)
    case .pppEthernet: return try decodePPPoE(bytes, at: 0)
    case .ciscoHDLC: return try decodeCiscoHDLC(bytes)
    case .frameRelay: return try decodeFrameRelay(bytes)
    case .arcnetLinux: return try decodeArcnet(bytes)
    default: throw .unsupportedLinkType
    }
  }

  /// Goes from an EtherType through VLAN tags, MPLS labels, PPPoE, FabricPath and LLC/SNAP.
  @inline(never)
  static func follow(
    _ bytes: Span<UInt8>, etherType first: UInt16, at start: Int
  ) throws(SkipReason) -> LinkPayload {
    var etherType = first
    var offset = start
    while true {
      switch etherType {
      case EtherType.ipv4, EtherType.ipv6, EtherType.arp:
        return LinkPayload(etherType: etherType, offset: offset)
      case EtherType.vlan, EtherType.serviceVLAN, 0x9100, 0x9200, 0x9300:
        guard bytes.holds(4, at: offset) else { throw .truncatedLinkHeader }
        etherType = bytes.uint16(at: offset &+ 2)
        offset &+= 4
      case 0x8847, 0x8848:
        return try decodeMPLS(bytes, at: offset)
      case EtherType.pppoeSession:
        return try decodePPPoE(bytes, at: offset)
      case 0x8903:
        // Cisco FabricPath: the outer Ethernet header, a two-byte tag, then the whole frame again.
        guard bytes.holds(16, at: offset) else { throw .truncatedLinkHeader }
        etherType = bytes.uint16(at: offset &+ 14)
        offset &+= 16
      case 0x0000...0x05DC:
        // An 802.3 length (or a cooked protocol below 0x600): LLC with SNAP may still carry IP.
        // Source: RFC 1042.
        guard bytes.holds(8, at: offset), bytes.uint32(at: offset) == 0xAAAA_0300,
          bytes.uint16(at: offset &+ 4) == 0
        else { return LinkPayload(etherType: LinkPayload.none, offset: offset) }
        etherType = bytes.uint16(at: offset &+ 6)
        offset &+= 8
      default:
        return LinkPayload(etherType: LinkPayload.none, offset: offset)
      }
    }
  }

  /// BSD's loopback header: an address family, in the byte order of the machine that captured it.
  ///
  /// AF_INET6 is 10 on Linux, 24 on NetBSD and OpenBSD, 28 on FreeBSD, 30 on macOS.
  /// Source: the tcpdump group's description of LINKTYPE_NULL.
  static func decodeFamily(_ bytes: Span<UInt8>) throws(SkipReason) -> LinkPayload {
    guard bytes.count >= 4 else { throw .truncatedLinkHeader }
    let big = bytes.uint32(at: 0)
    switch big <= 0xFFFF ? big : big.byteSwapped {
    case 2: return LinkPayload(etherType: EtherType.ipv4, offset: 4)
    case 10, 24, 28, 30: return LinkPayload(etherType: EtherType.ipv6, offset: 4)
    default: return LinkPayload(etherType: LinkPayload.none, offset: 4)
    }
  }

  /// PPP, with or without the HDLC address and control bytes, with one or two protocol bytes.
  ///
  /// Source: RFC 1661 §2 and §6.5, RFC 1662 §3.1.
  static func decodePPP(_ bytes: Span<UInt8>, at start: Int) throws(SkipReason) -> LinkPayload {
    var offset = start
    guard bytes.holds(2, at: offset) else { throw .truncatedLinkHeader }
    if bytes.uint16(at: offset) == 0xFF03 { offset &+= 2 }
    guard bytes.holds(1, at: offset) else { throw .truncatedLinkHeader }
    let protocolNumber: UInt16
    if bytes[offset] & 1 == 1 {
      protocolNumber = UInt16(bytes[offset])
      offset &+= 1
    } else {
      guard bytes.holds(2, at: offset) else { throw .truncatedLinkHeader }
      protocolNumber = bytes.uint16(at: offset)
      offset &+= 2
    }
    switch protocolNumber {
    case 0x0021: return LinkPayload(etherType: EtherType.ipv4, offset: offset)
    case 0x0057: return LinkPayload(etherType: EtherType.ipv6, offset: offset)
    case 0x0281, 0x0283: return try decodeMPLS(bytes, at: offset)
    default:
      // Cisco HDLC stands under the same link type: unicast or broadcast address, control 0, EtherType.
      guard start == 0, bytes.count >= 4, bytes.uint16(at: 0) == 0x0F00 || bytes.uint16(at: 0) == 0x8F00
      else { return LinkPayload(etherType: LinkPayload.none, offset: offset) }
      return try follow(bytes, etherType: bytes.uint16(at: 2), at: 4)
    }
  }

  /// Source: RFC 2516 §4. Code 0 is session data; anything else carries no IP.
  static func decodePPPoE(_ bytes: Span<UInt8>, at offset: Int) throws(SkipReason) -> LinkPayload {
    guard bytes.holds(6, at: offset) else { throw .truncatedLinkHeader }
    guard bytes.uint16(at: offset) == 0x1100 else {
      return LinkPayload(etherType: LinkPayload.none, offset: offset)
    }
    return try decodePPP(bytes, at: offset &+ 6)
  }

  /// Labels up to the bottom of the stack; what follows is told by its first four bits.
  ///
  /// Source: RFC 3032 §2.1, RFC 4928 §2.
  static func decodeMPLS(_ bytes: Span<UInt8>, at start: Int) throws(SkipReason) -> LinkPayload {
    var offset = start
    while true {
      guard bytes.holds(4, at: offset) else { throw .truncatedLinkHeader }
      let isBottom = bytes[offset &+ 2] & 1 == 1
      offset &+= 4
      if isBottom { break }
    }
    guard bytes.holds(1, at: offset) else { throw .truncatedLinkHeader }
    switch bytes[offset] >> 4 {
    case 4: return LinkPayload(etherType: EtherType.ipv4, offset: offset)
    case 6: return LinkPayload(etherType: EtherType.ipv6, offset: offset)
    default: return LinkPayload(etherType: LinkPayload.none, offset: offset)
    }
  }

  static func decodeCiscoHDLC(_ bytes: Span<UInt8>) throws(SkipReason) -> LinkPayload {
    guard bytes.count >= 4 else { throw .truncatedLinkHeader }
    return try follow(bytes, etherType: bytes.uint16(at: 2), at: 4)
  }

  /// Frame relay: an address of two to four bytes, then a NLPID (RFC 2427 §3) or, from Cisco, an EtherType.
  static func decodeFrameRelay(_ bytes: Span<UInt8>) throws(SkipReason) -> LinkPayload {
    var offset = 0
    repeat {
      guard offset < 4 else { throw .badNetworkHeader }
      guard bytes.holds(1, at: offset) else { throw .truncatedLinkHeader }
      offset &+= 1
    } while bytes[offset &- 1] & 1 == 0
    guard bytes.holds(2, at: offset) else { throw .truncatedLinkHeader }
    guard bytes[offset] == 0x03 else {
      return try follow(bytes, etherType: bytes.uint16(at: offset), at: offset &+ 2)
    }
    offset &+= 1
    if bytes[offset] == 0 { offset &+= 1 }
    guard bytes.holds(1, at: offset) else { throw .truncatedLinkHeader }
    switch bytes[offset] {
    case 0xCC: return LinkPayload(etherType: EtherType.ipv4, offset: offset &+ 1)
    case 0x8E: return LinkPayload(etherType: EtherType.ipv6, offset: offset &+ 1)
    case 0x80:
      guard bytes.holds(6, at: offset) else { throw .truncatedLinkHeader }
      return try follow(bytes, etherType: bytes.uint16(at: offset &+ 4), at: offset &+ 6)
    default: return LinkPayload(etherType: LinkPayload.none, offset: offset)
    }
  }

  /// Source: the header that Linux' ARCnet driver shows (struct archdr), RFC 1201 and RFC 1051.
  static func decodeArcnet(_ bytes: Span<UInt8>) throws(SkipReason) -> LinkPayload {
    guard bytes.count >= 8 else { throw .truncatedLinkHeader }
    switch bytes[4] {
    case 212: return LinkPayload(etherType: EtherType.ipv4, offset: 8)
    case 213: return LinkPayload(etherType: EtherType.arp, offset: 8)
    case 240: return LinkPayload(etherType: EtherType.ipv4, offset: 5)
    case 241: return LinkPayload(etherType: EtherType.arp, offset: 5)
    default: return LinkPayload(etherType: LinkPayload.none, offset: 5)
    }
  }
}
