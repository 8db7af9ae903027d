/// An IPv4 or IPv6 address, as two machine words so that it hashes and compares fast.
package struct IPAddress: Hashable, Sendable {
  /// The first eight bytes of an IPv6 address; 0 for IPv4.
  package var high: UInt64
  /// The last eight bytes of an IPv6 address; an IPv4 address in the low 32 bits.
  package var low: UInt64
  package var isIPv6: Bool

  @inlinable
  package init(ipv4: UInt32) {
    self.high = 0
    self.low = UInt64(ipv4)
    self.isIPv6 = false
  }

  @inlinable
  package init(ipv6High: UInt64, low: UInt64) {
    self.high = ipv6High
    self.low = low
    self.isIPv6 = true
  }
}
