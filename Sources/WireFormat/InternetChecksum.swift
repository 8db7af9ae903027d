/// The checksum of IP, ICMP and TCP. Source: RFC 1071.
package enum InternetChecksum {
  /// The checksum of `bytes`; 0 when they hold a right one.
  ///
  /// `partial` is a sum taken before, of a pseudo header.
  package static func of(_ bytes: Span<UInt8>, partial: UInt64 = 0) -> UInt16 {
    var sum = partial
    var offset = 0
    while offset <= bytes.count &- 4 {
      sum &+= UInt64(bytes.extracting(offset..<offset &+ 4).uint32(at: 0))
      offset &+= 4
    }
    if offset <= bytes.count &- 2 {
      sum &+= UInt64(bytes.uint16(at: offset))
      offset &+= 2
    }
    if offset < bytes.count { sum &+= UInt64(bytes[offset]) << 8 }
    return ~fold(sum)
  }

  /// The sum over the pseudo header that TCP's checksum covers. Source: RFC 9293 §3.1, RFC 8200 §8.1.
  package static func pseudoHeader(
    source: IPAddress, destination: IPAddress, protocolNumber: UInt8, length: Int
  ) -> UInt64 {
    // 32-bit words add up to the same folded sum as 16-bit words.
    var sum = UInt64(protocolNumber) &+ UInt64(truncatingIfNeeded: length)
    for address in [source, destination] {
      sum &+= address.high >> 32 &+ address.high & 0xFFFF_FFFF
      sum &+= address.low >> 32 &+ address.low & 0xFFFF_FFFF
    }
    return sum
  }

  /// Whether `segment`, a TCP header and its whole payload, carries the right checksum.
  package static func tcpIsRight(
    _ segment: Span<UInt8>, source: IPAddress, destination: IPAddress
  ) -> Bool {
    of(
      segment,
      partial: pseudoHeader(
        source: source, destination: destination, protocolNumber: 6, length: segment.count)) == 0
  }

  /// The checksum that follows a change of what it covers: a right one stays right, a wrong one wrong.
  ///
  /// - Parameters:
  ///   - before: What was changed, of an even length and at an even place; the checksum itself may be among it.
  ///   - after: The same bytes now.
  /// Source: RFC 1624 §3, equation 3.
  package static func adjusted(
    _ checksum: UInt16, from before: Span<UInt8>, to after: Span<UInt8>
  ) -> UInt16 {
    // `of` gives ~m, the complement of the sum over what stood there before.
    ~fold(UInt64(~checksum) &+ UInt64(of(before)) &+ UInt64(~of(after)))
  }

  private static func fold(_ sum: UInt64) -> UInt16 {
    var sum = sum
    while sum > 0xFFFF { sum = (sum & 0xFFFF) &+ (sum >> 16) }
    return UInt16(sum)
  }
}
