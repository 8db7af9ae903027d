/// An Ethernet hardware address: 48 bits in the low bits of one word.
package struct MACAddress: Hashable, Sendable {
  package var raw: UInt64

  @inlinable
  package init(_ raw: UInt64) { self.raw = raw & 0xFFFF_FFFF_FFFF }

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
