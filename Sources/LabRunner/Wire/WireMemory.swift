internal import Faults
internal import TCPAnalysis
internal import WireFormat

/// What has passed a wire, kept where a lab has a fault that injects packets.
struct WireMemory: Sendable {
  private struct Endpoint: Hashable {
    var address: IPAddress
    var port: UInt16
  }

  private struct Connection: Sendable {
    /// From 1, in the order of first packets.
    var number: Int
    var hosts: [Endpoint: String]
    var ends: [Endpoint: FollowedConnection.End]
  }

  /// A frame that the wire's host has sent.
  struct Sent: Sendable {
    var frame: [UInt8]
    var label: FrameLabel
    var to: String
    var payloadBytes: Int?
  }

  private var connections: [Set<Endpoint>: Connection] = [:]
  private var count = 0
  private var sent: [Sent] = []

  /// Takes in a frame as it came, whatever faults make of it.
  mutating func note(
    _ frame: [UInt8], _ decoded: DecodedFrame, _ label: FrameLabel, from: String, to: String, isOutbound: Bool
  ) {
    var payload: Int?
    if case .tcp(let segment) = decoded {
      payload = segment.payloadLength
      follow(segment, frame, from: from, to: to)
    }
    if isOutbound { sent.append(Sent(frame: frame, label: label, to: to, payloadBytes: payload)) }
  }

  private mutating func follow(_ segment: TCPSegment, _ frame: [UInt8], from: String, to: String) {
    let source = Endpoint(address: segment.source, port: segment.sourcePort)
    let destination = Endpoint(address: segment.destination, port: segment.destinationPort)
    let flow: Set = [source, destination]
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
            mac: Self.mac(frame, at: 6), address: source.address, port: source.port),
          destination: FollowedConnection.End(
            mac: Self.mac(frame, at: 0), address: destination.address, port: destination.port),
        ])
    }
    connections[flow]?.ends[source]?.follow(segment)
  }

  private static func mac(_ frame: [UInt8], at offset: Int) -> MACAddress {
    MACAddress(frame[offset..<offset + 6].reduce(0) { $0 << 8 | UInt64($1) })
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

  /// The packet of the wire's host that is meant: the last of those that match, unless they are counted.
  func packet(_ pattern: PacketPattern, from host: String) -> [UInt8]? {
    let candidates = sent.filter {
      pattern.matches(
        from: host, to: $0.to, class: $0.label.packetClass, flags: Set($0.label.flags), kind: $0.label.kind,
        cause: $0.label.cause, length: $0.payloadBytes,
        relativeSequence: $0.payloadBytes == nil ? nil : $0.label.relativeSequence, lost: nil)
    }
    return candidates.enumerated().last {
      pattern.occurrence?.includes($0.offset + 1, of: candidates.count) ?? true
    }?.element.frame
  }
}
