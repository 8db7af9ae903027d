/// Builds TCP segments, packets and frames with right lengths and checksums.
///
/// Every field has a default, so that what a caller sets is what matters to it.
package struct FrameBuilder: Sendable {
  package var sourceMAC = MACAddress(0x0200_0000_0001)
  package var destinationMAC = MACAddress(0x0200_0000_0002)
  /// VLAN ids, outermost first.
  package var vlans: [UInt16] = []
  package var source = IPAddress(ipv4: 0x0A00_0001)
  package var destination = IPAddress(ipv4: 0x0A00_0002)
  package var identification: UInt16 = 0
  package var hopLimit: UInt8 = 64
  package var sourcePort: UInt16 = 40_000
  package var destinationPort: UInt16 = 7000
  package var sequence = SequenceNumber(1)
  package var acknowledgment = SequenceNumber(0)
  package var flags: TCPFlags = .ack
  package var window: UInt16 = 64_240
  package var urgentPointer: UInt16 = 0
  package var options: [TCPOption] = []
  package var payload: [UInt8] = []
  /// Bytes of IPv4 options, padded to four.
  package var ipOptions: [UInt8] = []

  package init() {}

  /// The TCP header and its payload.
  package var segment: [UInt8] {
    let optionBytes = TCPOption.encode(options)
    precondition(optionBytes.count <= 40, "a TCP header has room for 40 bytes of options")
    var bytes: [UInt8] = []
    bytes.append(bigEndian: sourcePort)
    bytes.append(bigEndian: destinationPort)
    bytes.append(bigEndian: sequence.raw)
    bytes.append(bigEndian: acknowledgment.raw)
    bytes += [UInt8(5 + optionBytes.count / 4) << 4, flags.rawValue]
    bytes.append(bigEndian: window)
    bytes.append(bigEndian: UInt16(0))
    bytes.append(bigEndian: urgentPointer)
    bytes += optionBytes
    bytes += payload
    let checksum = InternetChecksum.of(
      bytes.span,
      partial: InternetChecksum.pseudoHeader(
        source: source, destination: destination, protocolNumber: 6, length: bytes.count))
    bytes.replace(at: 16, with: checksum)
    return bytes
  }

  /// The IP packet; IPv6 where `source` is.
  package var packet: [UInt8] { packet(carrying: segment, protocolNumber: 6) }

  /// An IP packet between the same addresses with anything inside.
  package func packet(carrying content: [UInt8], protocolNumber: UInt8) -> [UInt8] {
    if source.isIPv6 {
      return IPv6Header(
        payloadLength: UInt16(content.count), nextHeader: protocolNumber, hopLimit: hopLimit, source: source,
        destination: destination
      ).encoded() + content
    }
    let headerLength = 20 + (ipOptions.count + 3) / 4 * 4
    return IPv4Header(
      headerLength: headerLength, totalLength: UInt16(headerLength + content.count),
      identification: identification, dontFragment: true, timeToLive: hopLimit,
      protocolNumber: protocolNumber, source: source, destination: destination
    ).encoded(options: ipOptions) + content
  }

  /// The Ethernet frame; not padded to 60 bytes.
  package var frame: [UInt8] {
    frame(carrying: packet, etherType: source.isIPv6 ? EtherType.ipv6 : EtherType.ipv4)
  }

  /// An Ethernet frame between the same addresses with anything inside.
  package func frame(carrying content: [UInt8], etherType: UInt16) -> [UInt8] {
    var bytes: [UInt8] = []
    for address in [destinationMAC, sourceMAC] {
      bytes.append(bigEndian: UInt16(truncatingIfNeeded: address.raw >> 32))
      bytes.append(bigEndian: UInt32(truncatingIfNeeded: address.raw))
    }
    for (index, vlan) in vlans.enumerated() {
      bytes.append(bigEndian: index + 1 < vlans.count ? EtherType.serviceVLAN : EtherType.vlan)
      bytes.append(bigEndian: vlan)
    }
    bytes.append(bigEndian: etherType)
    return bytes + content
  }
}
