/// An Ethernet hardware address: 48 bits in the low bits of one word.
package struct MACAddress: Hashable, Sendable {
  package var raw: UInt64

  @inlinable
  package init(_ raw: UInt64) { self.raw = raw & 0xFFFF_FFFF_FFFF }

  /// The six bytes at an offset; nil where there are fewer.
  package init?(_ bytes: Span<UInt8>, at offset: Int) {
    guard bytes.holds(6, at: offset) else { return nil }
    self.init(UInt64(bytes.uint16(at: offset)) << 32 | UInt64(bytes.uint32(at: offset + 2)))
  }

  package static let broadcast = MACAddress(0xFFFF_FFFF_FFFF)
}

extension MACAddress: CustomStringConvertible {
  /// Six pairs of hexadecimal digits: `02:00:00:00:00:01`.
  package var description: String {
    (0..<6).map { index in
      let byte = UInt8(truncatingIfNeeded: raw >> UInt64(8 * (5 - index)))
      return (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }.joined(separator: ":")
  }
}
