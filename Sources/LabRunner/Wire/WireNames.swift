internal import Faults
internal import LabModel
internal import WireFormat

/// The hosts that a frame is from and for, as the wires know them.
///
/// By MAC address where there is one network, by IP address where there are routers. A NAT's router has wires, so that
/// what it makes of a packet is known: it keeps the names that it has in front of the NAT, as in the record.
struct WireNames: Sendable {
  private let hosts: [String]
  private let hostOfMAC: [[UInt8]: String]
  /// nil where there is no router.
  private var paths: PacketPaths?
  /// Whether it must be asked of every frame: a NAT translates, and a later rule may be about a connection of now.
  let mustSeeAll: Bool
  /// For the paths, which count packets.
  private var count = 0

  init(_ lab: Lab) {
    hosts = lab.hosts.map(\.name)
    var macs: [[UInt8]: String] = [:]
    for host in lab.hosts {
      for interface in lab.interfaces(of: host.name) { macs[interface.address.macOctets] = host.name }
    }
    hostOfMAC = macs
    mustSeeAll = lab.routers.contains { $0.nat != nil }
    paths = lab.routers.isEmpty ? nil : PacketPaths(lab)
  }

  /// - Parameters:
  ///   - cable: Where the frame passes.
  ///   - isOutbound: From the host into its cable.
  mutating func ends(
    of frame: [UInt8], _ decoded: DecodedFrame, on cable: WirePlace, isOutbound: Bool
  ) -> (from: String?, to: String?) {
    guard frame.count >= 12 else { return (nil, nil) }
    let (from, to) = routedEnds(of: frame, decoded, on: cable, isOutbound: isOutbound)
    return (from ?? hostOfMAC[Array(frame[6..<12])], to ?? hostOfMAC[Array(frame[0..<6])])
  }

  private mutating func routedEnds(
    of frame: [UInt8], _ decoded: DecodedFrame, on cable: WirePlace, isOutbound: Bool
  ) -> (from: String?, to: String?) {
    guard paths != nil else { return (nil, nil) }
    var isOwn = false
    let endpoints = PacketPaths.endpoints(of: decoded)
    if let router = hosts.firstIndex(of: cable.host), paths?.isRouter(router) == true {
      if isOutbound {
        // What did not come to it, the router made itself, perhaps in another's name.
        isOwn = paths?.left(frame, router: router, endpoints: endpoints) == nil
      } else {
        count += 1
        paths?.came(frame, packet: count, to: router, endpoints: endpoints)
      }
    }
    return (
      isOwn ? cable.host : paths?.source(of: frame, decoded).map { hosts[$0] },
      paths?.destination(of: frame, endpoints: endpoints).map { hosts[$0] }
    )
  }
}
