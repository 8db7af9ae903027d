/// The fixed part of an IPv4 header. Source: RFC 791 §3.1.
package struct IPv4Header: Hashable, Sendable {
  /// Bytes, options included: 20 to 60.
  package var headerLength: Int
  /// As on the wire; 0 in captures of segments that the network card was to cut (TSO).
  package var totalLength: UInt16
  package var identification: UInt16
  package var dontFragment: Bool
  package var moreFragments: Bool
  /// Bytes.
  package var fragmentOffset: Int
  package var timeToLive: UInt8
  package var protocolNumber: UInt8
  package var source: IPAddress
  package var destination: IPAddress

  package init(
    headerLength: Int = 20, totalLength: UInt16, identification: UInt16 = 0, dontFragment: Bool = false,
    moreFragments: Bool = false, fragmentOffset: Int = 0, timeToLive: UInt8 = 64, protocolNumber: UInt8,
    source: IPAddress, destination: IPAddress
  ) {
    self.headerLength = headerLength
    self.totalLength = totalLength
    self.identification = identification
    self.dontFragment = dontFragment
    self.moreFragments = moreFragments
    self.fragmentOffset = fragmentOffset
    self.timeToLive = timeToLive
    self.protocolNumber = protocolNumber
    self.source = source
    self.destination = destination
  }

  /// Reads the header at `offset`; its options need not be captured, its 20 fixed bytes must.
  @inline(__always)
  package init(_ bytes: Span<UInt8>, at offset: Int) throws(SkipReason) {
    guard bytes.holds(20, at: offset) else { throw .truncatedNetworkHeader }
    let first = bytes[offset]
    guard first >= 0x45, first <= 0x4F else { throw .badNetworkHeader }
    let fragment = bytes.uint16(at: offset &+ 6)
    self.headerLength = Int(first & 0x0F) &* 4
    self.totalLength = bytes.uint16(at: offset &+ 2)
    self.identification = bytes.uint16(at: offset &+ 4)
    self.dontFragment = fragment & 0x4000 != 0
    self.moreFragments = fragment & 0x2000 != 0
    self.fragmentOffset = Int(fragment & 0x1FFF) &* 8
    self.timeToLive = bytes[offset &+ 8]
    self.protocolNumber = bytes[offset &+ 9]
    self.source = IPAddress(ipv4: bytes.uint32(at: offset &+ 12))
    self.destination = IPAddress(ipv4: bytes.uint32(at: offset &+ 16))
  }

  /// The header as bytes, with its checksum; `options` are padded to four bytes and set the header's length.
  package func encoded(options: [UInt8] = []) -> [UInt8] {
    let padded = options + [UInt8](repeating: 0, count: (4 - options.count % 4) % 4)
    precondition(padded.count <= 40, "IPv4 has room for 40 bytes of options")
    var bytes: [UInt8] = [0x40 | UInt8(5 + padded.count / 4), 0]
    bytes.append(bigEndian: totalLength)
    bytes.append(bigEndian: identification)
    bytes.append(
      bigEndian: UInt16(fragmentOffset / 8) | (dontFragment ? 0x4000 : 0) | (moreFragments ? 0x2000 : 0))
    bytes += [timeToLive, protocolNumber, 0, 0]
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: source.low))
    bytes.append(bigEndian: UInt32(truncatingIfNeeded: destination.low))
    bytes += padded
    let checksum = InternetChecksum.of(bytes.span)
    bytes.replace(at: 10, with: checksum)
    return bytes
  }
}
