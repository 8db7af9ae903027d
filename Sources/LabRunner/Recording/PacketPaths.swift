internal import LabModel
internal import TCPAnalysis
internal import WireFormat

/// Follows packets through routers: the frame that comes to one and the frame that leaves it are the same packet.
///
/// A router changes the MAC addresses and the TTL, its NAT also the addresses, ports and checksums. Everything else
/// stays, the IP identification, the sequence numbers and the bytes among it: that is what a packet is known by.
/// Frames must come in the order of time.
struct PacketPaths {
  typealias Endpoint = ConnectionSummary.Endpoint

  private struct Owner {
    var host: Int
    var endpoint: Endpoint
  }

  private let routers: Set<Int>
  private let hostOfAddress: [[UInt8]: Int]
  /// At which router → what a packet is known by → those that came and did not leave, with what it came as.
  private var waiting: [Int: [[UInt8]: [(packet: Int, endpoints: [Endpoint])]]] = [:]
  /// What a NAT made of an endpoint → whose it is.
  private var owners: [Endpoint: Owner] = [:]
  /// Packets that came to a router → its host, and whether they left it.
  private(set) var lastRouter: [Int: (host: Int, passedOn: Bool)] = [:]

  init(_ lab: Lab) {
    var hosts: [[UInt8]: Int] = [:]
    var routers: Set<Int> = []
    for (index, host) in lab.hosts.enumerated() {
      for interface in lab.interfaces(of: host.name) {
        hosts[interface.address.ipv4Octets] = index
        hosts[interface.address.ipv6Octets] = index
      }
      if lab.router(host.name) != nil { routers.insert(index) }
    }
    hostOfAddress = hosts
    self.routers = routers
  }

  var hasRouters: Bool { !routers.isEmpty }

  func isRouter(_ host: Int) -> Bool { routers.contains(host) }

  /// A frame came to a router.
  mutating func came(_ frame: [UInt8], packet: Int, to router: Int, endpoints: [Endpoint]) {
    guard let constant = Self.constantPart(of: frame) else { return }
    waiting[router, default: [:]][constant, default: []].append((packet, endpoints))
    lastRouter[packet] = (router, false)
  }

  /// A frame leaves a router; returns the packet that it is, nil when the router itself made it.
  mutating func left(_ frame: [UInt8], router: Int, endpoints: [Endpoint]) -> Int? {
    guard let constant = Self.constantPart(of: frame), var those = waiting[router]?[constant], !those.isEmpty
    else { return nil }
    // Of several alike the latest: a router passes on at once what it passes on at all.
    let found = those.removeLast()
    waiting[router]?[constant] = those.isEmpty ? nil : those
    lastRouter[found.packet] = (router, true)
    // Source before destination: only the source of a translated packet is the router's own address.
    if let before = found.endpoints.first, let after = endpoints.first, before != after,
      let owner = owner(of: before)
    {
      owners[after] = Owner(host: owner.host, endpoint: owner.endpoint)
    }
    return found.packet
  }

  func canLeave(_ frame: [UInt8], router: Int) -> Bool {
    Self.constantPart(of: frame).map { waiting[router]?[$0] != nil } ?? false
  }

  /// What an endpoint is in front of every NAT.
  func original(_ endpoint: Endpoint) -> Endpoint { owners[endpoint]?.endpoint ?? endpoint }

  private func owner(of endpoint: Endpoint) -> Owner? {
    if let known = owners[endpoint] { return known }
    return hostOfAddress[endpoint.address.octets].map { Owner(host: $0, endpoint: endpoint) }
  }

  /// The host that a packet is from: the one behind the NAT, where a segment's address is one that a NAT gave.
  func source(of frame: [UInt8], _ decoded: DecodedFrame) -> Int? {
    if case .tcp = decoded, let first = Self.endpoints(of: decoded).first, let owner = owners[first] {
      return owner.host
    }
    return Self.addressOctets(of: frame).flatMap { hostOfAddress[$0.source] }
  }

  /// The host that a packet is for: the one behind the NAT, where its address is one that a NAT gave.
  func destination(of frame: [UInt8], endpoints: [Endpoint]) -> Int? {
    if let last = endpoints.last, let owner = owners[last] { return owner.host }
    return Self.addressOctets(of: frame).flatMap { hostOfAddress[$0.destination] }
  }

  // MARK: Bytes

  /// Source and destination of a segment; for an ICMP error those of the one that it quotes, which was on its way
  /// back.
  static func endpoints(of decoded: DecodedFrame) -> [Endpoint] {
    switch decoded {
    case .tcp(let segment):
      return [
        Endpoint(address: segment.source, port: segment.sourcePort),
        Endpoint(address: segment.destination, port: segment.destinationPort),
      ]
    case .icmpError(let error):
      guard let quoted = error.quoted else { return [] }
      return [
        Endpoint(address: quoted.destination, port: quoted.destinationPort),
        Endpoint(address: quoted.source, port: quoted.sourcePort),
      ]
    default: return []
    }
  }

  private static let linkHeader = 14

  private static func isIPv4(_ frame: [UInt8]) -> Bool {
    frame.count >= linkHeader + 20 && frame[12] == 0x08 && frame[13] == 0x00
  }

  private static func isIPv6(_ frame: [UInt8]) -> Bool {
    frame.count >= linkHeader + 40 && frame[12] == 0x86 && frame[13] == 0xDD
  }

  static func addressOctets(of frame: [UInt8]) -> (source: [UInt8], destination: [UInt8])? {
    if isIPv4(frame) { return (Array(frame[26..<30]), Array(frame[30..<34])) }
    return isIPv6(frame) ? (Array(frame[22..<38]), Array(frame[38..<54])) : nil
  }

  /// The IP packet without what a router or a NAT may change; nil for a frame that no router passes on.
  static func constantPart(of frame: [UInt8]) -> [UInt8]? {
    var packet = Array(frame.dropFirst(linkHeader))
    let (transport, protocolNumber): (Int, UInt8)
    if isIPv4(frame) {
      (transport, protocolNumber) = (Int(packet[0] & 0x0F) * 4, packet[9])
    } else if isIPv6(frame) {
      (transport, protocolNumber) = (40, packet[6])
    } else {
      return nil
    }
    clearAddresses(&packet, at: 0)
    switch protocolNumber {
    case 6:
      clear(&packet, transport..<transport + 4)
      clear(&packet, transport + 16..<transport + 18)
    case 17:
      clear(&packet, transport..<transport + 4)
      clear(&packet, transport + 6..<transport + 8)
    case 1, 58:
      // An error quotes the packet that it is about, whose addresses and ports a NAT changes back.
      clear(&packet, transport + 2..<transport + 4)
      clearQuoted(&packet, at: transport + 8)
    default: break
    }
    return packet
  }

  private static func clearQuoted(_ packet: inout [UInt8], at offset: Int) {
    guard packet.count > offset + 20 else { return }
    let version = packet[offset] >> 4
    guard version == 4 || version == 6 else { return }
    let transport = offset + (version == 4 ? Int(packet[offset] & 0x0F) * 4 : 40)
    clearAddresses(&packet, at: offset)
    clear(&packet, transport..<transport + 4)
    clear(&packet, transport + 16..<transport + 18)
  }

  /// TTL, header checksum and addresses.
  private static func clearAddresses(_ packet: inout [UInt8], at offset: Int) {
    if packet[offset] >> 4 == 4 {
      clear(&packet, offset + 8..<offset + 9)
      clear(&packet, offset + 10..<offset + 20)
    } else {
      clear(&packet, offset + 7..<offset + 40)
    }
  }

  private static func clear(_ packet: inout [UInt8], _ range: Range<Int>) {
    for index in range where packet.indices.contains(index) { packet[index] = 0 }
  }
}

extension IPAddress {
  fileprivate var octets: [UInt8] {
    let low = (0..<8).map { UInt8(truncatingIfNeeded: self.low >> (56 - 8 * $0)) }
    return isIPv6
      ? (0..<8).map { UInt8(truncatingIfNeeded: high >> (56 - 8 * $0)) } + low : Array(low.suffix(4))
  }
}
