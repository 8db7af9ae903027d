internal import Faults
internal import TCPAnalysis
internal import WireFormat

/// What has passed a wire, kept where a lab has a fault that injects packets.
struct WireMemory: Sendable {
  private typealias Endpoint = ConnectionSummary.Endpoint

  private struct Connection: Sendable {
    /// From 1, in the order of first packets.
    var number: Int
    var hosts: [Endpoint: String]
    var ends: [Endpoint: FollowedConnection.End]
  }

  private var connections: [Set<Endpoint>: Connection] = [:]
  private var count = 0
  /// What has come from the wire's host.
  private var sent: [(frame: [UInt8], packet: PassingPacket)] = []

  /// Takes in a frame as it came, whatever faults make of it.
  mutating func note(_ frame: [UInt8], _ decoded: DecodedFrame, _ packet: PassingPacket) {
    if case .tcp(let segment) = decoded { follow(segment, frame, from: packet.from, to: packet.to) }
    if packet.way.isOutbound { sent.append((frame, packet)) }
  }

  private mutating func follow(_ segment: TCPSegment, _ frame: [UInt8], from: String, to: String) {
    let source = Endpoint(address: segment.source, port: segment.sourcePort)
    let destination = Endpoint(address: segment.destination, port: segment.destinationPort)
    let flow: Set = [source, destination]
    guard let sourceMAC = MACAddress(frame.span, at: 6), let destinationMAC = MACAddress(frame.span, at: 0)
    else { return }
    // A SYN with another beginning is another connection on the same ports.
    let isAnew =
      segment.flags.contains(.syn) && !segment.flags.contains(.ack)
      && connections[flow]?.ends[source]?.initial != segment.sequence
    if isAnew || connections[flow] == nil {
      count += 1
      connections[flow] = Connection(
        number: count, hosts: [source: from, destination: to],
        ends: [
          source: FollowedConnection.End(
            mac: sourceMAC, address: source.address, port: source.port),
          destination: FollowedConnection.End(
            mac: destinationMAC, address: destination.address, port: destination.port),
        ])
    }
    connections[flow]?.ends[source]?.follow(segment)
  }

  /// The latest connection between the packet's hosts, and ports where it says them.
  func connection(of packet: ForgedPacket) -> FollowedConnection? {
    let candidates = connections.values.compactMap { connection -> (Int, FollowedConnection)? in
      guard let from = connection.hosts.first(where: { $0.value == packet.from })?.key,
        let to = connection.hosts.first(where: { $0.key != from && $0.value == packet.to })?.key,
        packet.sourcePort ?? from.port == from.port, packet.destinationPort ?? to.port == to.port,
        let fromEnd = connection.ends[from], let toEnd = connection.ends[to]
      else { return nil }
      return (connection.number, FollowedConnection(from: fromEnd, to: toEnd))
    }
    return candidates.max { $0.0 < $1.0 }?.1
  }

  /// The packet from the wire's host that is meant: the last of those that match, unless they are counted.
  func packet(_ pattern: PacketPattern) -> [UInt8]? {
    let candidates = sent.filter { $0.packet.matches(pattern) }
    return candidates.enumerated().last {
      pattern.occurrence?.includes($0.offset + 1, of: candidates.count) ?? true
    }?.element.frame
  }
}
