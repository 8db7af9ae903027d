import Testing

@testable import WireFormat

@Suite("ARP and ICMP errors")
struct ControlMessageTests {
  static let request: [UInt8] = [
    0, 1, 8, 0, 6, 4, 0, 1,  // Ethernet, IPv4, 6 and 4 bytes, request
    2, 0, 0, 0, 0, 1, 10, 0, 0, 1,  // sender
    0, 0, 0, 0, 0, 0, 10, 0, 0, 2,  // target
  ]

  @Test("An ARP request is read field by field")
  func arp() {
    guard case .arp(let message) = decode(FrameBuilder().frame(carrying: Self.request, etherType: 0x0806))
    else {
      Issue.record("not ARP")
      return
    }
    #expect(message.isRequest && !message.isReply)
    #expect(message.senderIP.description == "10.0.0.1" && message.targetIP.description == "10.0.0.2")
    #expect(message.senderMAC.description == "02:00:00:00:00:01" && message.targetMAC.raw == 0)
  }

  @Test("ARP cut at every length is too short; about other addresses it is not ours")
  func badARP() {
    let frame = FrameBuilder().frame(carrying: Self.request, etherType: 0x0806)
    for length in 14..<frame.count {
      #expect(skipReason(decode(Array(frame.prefix(length)))) == .truncatedNetworkHeader, "\(length) bytes")
    }
    var other = frame
    other[14 + 5] = 16
    guard case .other(.notIP) = decode(other) else {
      Issue.record("an ARP message about 16-byte addresses")
      return
    }
    other = frame
    other[14 + 4] = 255
    #expect(skipReason(decode(other)) == .truncatedNetworkHeader)
  }

  /// An ICMP message that quotes `quote`.
  static func icmp(_ type: UInt8, _ code: UInt8, rest: UInt32 = 0, quote: [UInt8], isIPv6: Bool = false)
    -> [UInt8]
  {
    var message: [UInt8] = [type, code, 0, 0]
    message.append(bigEndian: rest)
    var builder = FrameBuilder()
    if isIPv6 {
      (builder.source, builder.destination) = (ipv6Server, ipv6Client)
    } else {
      (builder.source, builder.destination) = (IPAddress(ipv4: 0x0A00_00FE), IPAddress(ipv4: 0x0A00_0001))
    }
    return builder.frame(
      carrying: builder.packet(carrying: message + quote, protocolNumber: isIPv6 ? 58 : 1),
      etherType: isIPv6 ? EtherType.ipv6 : EtherType.ipv4)
  }

  @Test("An error quotes a segment, which stays evidence and never becomes one")
  func quotedSegment() {
    var builder = FrameBuilder()
    builder.sequence = SequenceNumber(0x1234_5678)
    let frame = decode(Self.icmp(3, 4, rest: 1400, quote: Array(builder.packet.prefix(28))))
    guard case .icmpError(let error) = frame else {
      Issue.record("not an error: \(frame)")
      return
    }
    #expect(error.type == 3 && error.code == 4 && error.nextHopMTU == 1400)
    #expect(error.source.description == "10.0.0.254")
    #expect(
      error.quoted?.source.description == "10.0.0.1" && error.quoted?.destination.description == "10.0.0.2")
    #expect(error.quoted?.sourcePort == 40_000 && error.quoted?.destinationPort == 7000)
    #expect(error.quoted?.sequence.raw == 0x1234_5678)
  }

  @Test("ICMPv6 does the same; its \"too big\" carries 32 bits of MTU")
  func quotedByICMPv6() {
    var builder = FrameBuilder()
    (builder.source, builder.destination) = (ipv6Client, ipv6Server)
    let frame = decode(Self.icmp(2, 0, rest: 70_000, quote: builder.packet, isIPv6: true))
    guard case .icmpError(let error) = frame else {
      Issue.record("not an error: \(frame)")
      return
    }
    #expect(error.nextHopMTU == 70_000)
    #expect(error.quoted?.source == ipv6Client && error.quoted?.sourcePort == 40_000)
  }

  @Test("A quote that is too short, of UDP, or of a later fragment names no segment")
  func uselessQuotes() {
    let packet = FrameBuilder().packet
    var udp = packet
    udp[9] = 17
    var fragment = packet
    fragment[7] = 1
    for quote in [Array(packet.prefix(27)), Array(packet.prefix(10)), [], udp, fragment] {
      guard case .icmpError(let error) = decode(Self.icmp(3, 1, quote: quote)) else {
        Issue.record("not an error")
        continue
      }
      #expect(error.quoted == nil)
    }
  }

  @Test("Echo, neighbour discovery and UDP are other traffic")
  func otherTraffic() {
    let cases: [([UInt8], OtherTraffic)] = [
      (Self.icmp(8, 0, quote: [1, 2, 3]), .icmp),
      (Self.icmp(135, 0, quote: [1, 2, 3], isIPv6: true), .icmp),
      (
        FrameBuilder().frame(
          carrying: FrameBuilder().packet(carrying: [1], protocolNumber: 17), etherType: 0x0800), .udp
      ),
      (
        FrameBuilder().frame(
          carrying: FrameBuilder().packet(carrying: [1], protocolNumber: 89), etherType: 0x0800),
        .otherIPProtocol
      ),
    ]
    for (frame, expected) in cases {
      guard case .other(let found) = decode(frame) else {
        Issue.record("not other traffic")
        continue
      }
      #expect(found == expected)
    }
  }

  @Test("TCP is found through IP in IP, GRE, PPTP and the authentication header")
  func tunnels() throws {
    let inner = FrameBuilder()
    let outer = FrameBuilder()
    let ppp: [UInt8] = [0xFF, 0x03, 0x00, 0x21]
    let tunnels: [(UInt8, [UInt8])] = [
      (4, inner.packet),
      (47, [0, 0, 8, 0] + inner.packet),
      (47, [0xB0, 0, 8, 0] + [UInt8](repeating: 0, count: 12) + inner.packet),
      (47, [0x30, 0x01, 0x88, 0x0B, 0, 44, 0, 1, 0, 0, 0, 1] + ppp + inner.packet),
      (47, [0x30, 0x81, 0x88, 0x0B, 0, 44, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1] + ppp + inner.packet),
      (51, [6, 4] + [UInt8](repeating: 0, count: 22) + inner.segment),
    ]
    for (protocolNumber, content) in tunnels {
      let packet = outer.packet(carrying: content, protocolNumber: protocolNumber)
      #expect(try segment(decode(packet, linkType: .raw)).sourcePort == 40_000)
      for length in 0..<(packet.count - 20) {
        // Rules out a tunnel header that is read beyond the captured bytes.
        #expect(
          skipReason(decode(Array(packet.prefix(length)), originalLength: packet.count, linkType: .raw))
            != nil)
      }
    }
  }

  @Test("Packets inside each other without end are given up")
  func bottomless() {
    var packet = FrameBuilder().packet
    for _ in 0..<9 { packet = FrameBuilder().packet(carrying: packet, protocolNumber: 4) }
    #expect(skipReason(decode(packet, linkType: .raw)) == .tooDeep)
  }
}
