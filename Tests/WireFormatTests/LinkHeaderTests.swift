import Testing

@testable import WireFormat

@Suite("Link headers")
struct LinkHeaderTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var linkType: UInt16
    /// What stands before the IP packet.
    var header: [UInt8]
    var isIPv6 = false
    var testDescription: String { id }
  }

  static let macs = [UInt8](repeating: 2, count: 12)

  static let rows: [Row] = [
    Row(id: "Ethernet", linkType: 1, header: macs + [0x08, 0x00]),
    Row(id: "Ethernet, IPv6", linkType: 1, header: macs + [0x86, 0xDD], isIPv6: true),
    Row(id: "VLAN", linkType: 1, header: macs + [0x81, 0x00, 0x00, 0x05, 0x08, 0x00]),
    Row(id: "QinQ", linkType: 1, header: macs + [0x88, 0xA8, 0, 6, 0x81, 0x00, 0, 5, 0x08, 0x00]),
    Row(
      id: "three tags with 0x9100", linkType: 1,
      header: macs + [0x91, 0x00, 0, 7, 0x91, 0x00, 0, 6, 0x81, 0x00, 0, 5, 0x86, 0xDD], isIPv6: true),
    Row(
      id: "PPPoE", linkType: 1, header: macs + [0x88, 0x64, 0x11, 0x00, 0, 9, 0, 42, 0x00, 0x21]),
    Row(
      id: "PPPoE, IPv6, in a VLAN", linkType: 1,
      header: macs + [0x81, 0x00, 0, 5, 0x88, 0x64, 0x11, 0x00, 0, 9, 0, 42, 0x00, 0x57], isIPv6: true),
    Row(id: "MPLS, two labels", linkType: 1, header: macs + [0x88, 0x47, 0, 1, 0, 64, 0, 2, 1, 64]),
    Row(id: "802.3 with SNAP", linkType: 1, header: macs + [0, 60, 0xAA, 0xAA, 3, 0, 0, 0, 0x08, 0x00]),
    Row(
      id: "FabricPath", linkType: 1, header: macs + [0x89, 0x03, 0, 0x20] + macs + [0x08, 0x00]),
    Row(
      id: "Linux cooked v1", linkType: 113,
      header: [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x08, 0x00]),
    Row(
      id: "Linux cooked v1 with a VLAN tag", linkType: 113,
      header: [0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0, 0x81, 0x00, 0, 5, 0x86, 0xDD], isIPv6: true),
    Row(
      id: "Linux cooked v2", linkType: 276,
      header: [0x86, 0xDD, 0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 0, 0, 0, 0, 1, 0, 0], isIPv6: true),
    Row(id: "raw IP, 101", linkType: 101, header: []),
    Row(id: "raw IP, 12", linkType: 12, header: [], isIPv6: true),
    Row(id: "raw IP, 14", linkType: 14, header: []),
    Row(id: "raw IPv4", linkType: 228, header: []),
    Row(id: "raw IPv6", linkType: 229, header: [], isIPv6: true),
    Row(id: "null, little-endian", linkType: 0, header: [2, 0, 0, 0]),
    Row(id: "null, big-endian", linkType: 0, header: [0, 0, 0, 2]),
    Row(id: "null, IPv6 of macOS", linkType: 0, header: [30, 0, 0, 0], isIPv6: true),
    Row(id: "null, IPv6 of FreeBSD", linkType: 0, header: [0, 0, 0, 28], isIPv6: true),
    Row(id: "loop, IPv6 of OpenBSD", linkType: 108, header: [0, 0, 0, 24], isIPv6: true),
    Row(id: "PPP", linkType: 9, header: [0x00, 0x21]),
    Row(id: "PPP with HDLC bytes", linkType: 9, header: [0xFF, 0x03, 0x00, 0x57], isIPv6: true),
    Row(id: "PPP, compressed protocol", linkType: 50, header: [0xFF, 0x03, 0x21]),
    Row(id: "PPP, MPLS", linkType: 9, header: [0xFF, 0x03, 0x02, 0x81, 0, 2, 1, 64]),
    Row(id: "PPPoE without Ethernet", linkType: 51, header: [0x11, 0x00, 0, 9, 0, 42, 0x00, 0x21]),
    Row(id: "Cisco HDLC", linkType: 104, header: [0x0F, 0x00, 0x08, 0x00]),
    Row(id: "Cisco HDLC as PPP", linkType: 50, header: [0x8F, 0x00, 0x86, 0xDD], isIPv6: true),
    Row(id: "frame relay, NLPID", linkType: 107, header: [0x18, 0x41, 0x03, 0xCC]),
    Row(
      id: "frame relay, NLPID with padding", linkType: 107, header: [0x18, 0x41, 0x03, 0x00, 0x8E],
      isIPv6: true),
    Row(
      id: "frame relay, SNAP", linkType: 107,
      header: [0x18, 0x41, 0x03, 0x00, 0x80, 0, 0, 0, 0x08, 0x00]),
    Row(id: "frame relay, Cisco", linkType: 107, header: [0x18, 0x41, 0x08, 0x00]),
    Row(id: "ARCnet", linkType: 129, header: [1, 2, 0, 0, 212, 0, 0, 1]),
  ]

  static func packet(isIPv6: Bool) -> [UInt8] {
    var builder = FrameBuilder()
    if isIPv6 { (builder.source, builder.destination) = (ipv6Client, ipv6Server) }
    builder.payload = [1, 2, 3]
    return builder.packet
  }

  @Test("The segment behind each link header is found", arguments: rows)
  func finds(row: Row) throws {
    // Rules out an offset that is one header too short or too long: the ports would differ.
    let found = try segment(
      decode(row.header + Self.packet(isIPv6: row.isIPv6), linkType: LinkType(rawValue: row.linkType)))
    #expect(found.sourcePort == 40_000 && found.destinationPort == 7000)
    #expect(found.payloadLength == 3)
    #expect(found.source.isIPv6 == row.isIPv6)
  }

  @Test("Cut at every length, a frame is skipped as too short and never taken for TCP", arguments: rows)
  func truncated(row: Row) {
    // Rules out reading beyond the captured bytes, and a frame that passes for something else.
    let whole = row.header + Self.packet(isIPv6: row.isIPv6)
    for length in 0..<(whole.count - 3) {
      let frame = decode(
        Array(whole.prefix(length)), originalLength: whole.count, linkType: LinkType(rawValue: row.linkType))
      switch skipReason(frame) {
      case .truncatedLinkHeader?, .truncatedNetworkHeader?, .truncatedTransportHeader?: break
      // The bytes that would tell SNAP from plain LLC, and HDLC from PPP, may be cut off.
      case nil where ["802.3 with SNAP", "Cisco HDLC as PPP"].contains(row.id) && length < row.header.count:
        guard case .other(.notIP) = frame else { fallthrough }
      default: Issue.record("\(length) bytes of \(whole.count): \(frame)")
      }
    }
  }

  @Test("A link type that we do not know is skipped and named")
  func unknown() {
    #expect(skipReason(decode([1, 2, 3], linkType: LinkType(rawValue: 285))) == .unsupportedLinkType)
    #expect(LinkType(rawValue: 285).description == "link-type-285")
  }

  @Test("What is not IP is other traffic, not an error")
  func notIP() {
    for etherType: [UInt8] in [[0x88, 0xCC], [0x88, 0x63], [0, 38]] {
      guard case .other(.notIP) = decode(Self.macs + etherType + [UInt8](repeating: 0x42, count: 46)) else {
        Issue.record("EtherType \(etherType)")
        continue
      }
    }
  }
}
