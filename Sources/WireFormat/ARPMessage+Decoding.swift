extension ARPMessage {
  /// Reads the message at `offset`, in place of this one. Source: RFC 826.
  ///
  /// Only messages about IPv4 addresses concern us.
  mutating func read(_ bytes: Span<UInt8>, at offset: Int) throws(SkipReason) -> FrameKind {
    guard bytes.holds(8, at: offset) else { throw .truncatedNetworkHeader }
    guard bytes.uint16(at: offset &+ 2) == EtherType.ipv4, bytes[offset &+ 5] == 4 else {
      return .other(.notIP)
    }
    let hardwareLength = Int(bytes[offset &+ 4])
    let sender = offset &+ 8
    guard bytes.holds(2 &* (hardwareLength &+ 4), at: sender) else { throw .truncatedNetworkHeader }
    let target = sender &+ hardwareLength &+ 4
    let isEthernet = hardwareLength == 6
    operation = bytes.uint16(at: offset &+ 6)
    senderIP = IPAddress(ipv4: bytes.uint32(at: sender &+ hardwareLength))
    targetIP = IPAddress(ipv4: bytes.uint32(at: target &+ hardwareLength))
    senderMAC = MACAddress(isEthernet ? bytes.uint64(at: sender) >> 16 : 0)
    targetMAC = MACAddress(isEthernet ? bytes.uint64(at: target) >> 16 : 0)
    return .arp
  }
}
