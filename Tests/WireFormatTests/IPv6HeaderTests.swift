import Testing

@testable import WireFormat

@Suite("IPv6 headers (RFC 8200)")
struct IPv6HeaderTests {
  static let bytes: [UInt8] = [
    0x6A, 0xB1, 0x23, 0x45,  // version, traffic class, flow label
    0x00, 0x14, 0x06, 0x40,  // payload length, next header, hop limit
    0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
    0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2,
  ]
  static let header = IPv6Header(
    trafficClass: 0xAB, flowLabel: 0x12345, payloadLength: 20, nextHeader: 6, source: ipv6Client,
    destination: ipv6Server)

  @Test("A header is read and written field by field")
  func roundTrip() throws {
    #expect(try readIPv6(Self.bytes) == Self.header)
    #expect(Self.header.encoded() == Self.bytes)
  }

  @Test("Cut at every length, it is too short; another version is bad")
  func truncatedAndImpossible() {
    for length in 0..<40 {
      #expect(throws: SkipReason.truncatedNetworkHeader) {
        try IPv6Header(Array(Self.bytes.prefix(length)).span, at: 0)
      }
    }
    #expect(throws: SkipReason.badNetworkHeader) { try readIPv6(([0x4A] + Self.bytes[1...])) }
  }

  /// Extension headers, each with the number that leads to it; the last leads to TCP.
  static let chains: [[(number: UInt8, body: [UInt8])]] = [
    [(0, [0, 1, 4, 0, 0, 0, 0])],  // hop-by-hop
    [(43, [0, 0, 0, 0, 0, 0, 0])],  // routing
    [(60, [1] + [UInt8](repeating: 0, count: 14))],  // destination options, 16 bytes
    [(44, [0, 0, 0, 0, 0, 0, 7])],  // atomic fragment
    [(51, [4] + [UInt8](repeating: 0, count: 22))],  // authentication header, 24 bytes
    [(135, [0, 5, 0, 0, 0, 0, 0])],  // mobility
    [
      (0, [0, 1, 4, 0, 0, 0, 0]), (43, [0, 0, 0, 0, 0, 0, 0]), (44, [0, 0, 0, 0, 0, 0, 7]),
      (60, [0, 1, 4, 0, 0, 0, 0]),
    ],
  ]

  static func packet(_ chain: [(number: UInt8, body: [UInt8])]) -> [UInt8] {
    var builder = FrameBuilder()
    (builder.source, builder.destination) = (ipv6Client, ipv6Server)
    builder.payload = [1, 2, 3]
    var content: [UInt8] = []
    for (index, header) in chain.enumerated() {
      content += [index + 1 < chain.count ? chain[index + 1].number : 6] + header.body
    }
    return builder.packet(carrying: content + builder.segment, protocolNumber: chain[0].number)
  }

  @Test("TCP is found behind extension headers", arguments: chains.indices)
  func extensionHeaders(index: Int) throws {
    // Rules out a header length taken in the wrong unit: AH counts in fours, the others in eights.
    let found = try segment(decode(Self.packet(Self.chains[index]), linkType: .ipv6))
    #expect(found.sourcePort == 40_000)
    #expect(found.payloadLength == 3)
  }

  @Test("A chain cut at every length is too short", arguments: chains.indices)
  func truncatedChain(index: Int) {
    let packet = Self.packet(Self.chains[index])
    for length in 40..<(packet.count - 23 + 20) {
      let reason = skipReason(
        decode(Array(packet.prefix(length)), originalLength: packet.count, linkType: .ipv6))
      #expect(reason == .truncatedNetworkHeader || reason == .truncatedTransportHeader, "\(length) bytes")
    }
  }

  @Test("An extension header that reaches beyond the packet is bad")
  func extensionBeyondPacket() {
    let packet = Self.packet([(60, [255, 0, 0, 0, 0, 0, 0])])
    #expect(skipReason(decode(packet, linkType: .ipv6)) == .badNetworkHeader)
  }

  @Test("A payload length of 0 means all that was captured (TSO)")
  func zeroPayloadLength() throws {
    var packet = Self.packet([(0, [0, 1, 4, 0, 0, 0, 0])])
    (packet[4], packet[5]) = (0, 0)
    #expect(try segment(decode(packet, linkType: .ipv6)).payloadLength == 3)
  }
}
