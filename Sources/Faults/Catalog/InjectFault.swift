package import LabModel
package import WireFormat

/// What a fault puts onto a host's wire.
package enum WireInjection: Sendable, Hashable {
  case forged(ForgedPacket)
  /// A packet once more that the wire of its sender has seen.
  case copy(of: PacketPattern)
}

/// Puts a packet onto a host's wire that nobody sent, as an attacker does, or a network that had kept an old one.
///
/// It comes to that host alone: its apparent sender knows nothing of it. Source: RFC 5961 §1 (blind attacks),
/// RFC 9293 §3.5 (old duplicates).
package struct InjectFault: Fault {
  package static let kind = "inject"
  package static let usage = """
    inject: PACKET
    inject: { packet: PACKET, sequence: next+1000, acknowledgment: next, window: 512 }
    inject: { packet: client > server syn, source-port: 40000, destination-port: 7000 }
    inject: { copy-of: PACKETS }
    """
  package static let summary = """
    Puts one packet onto the wire of the host that it is for: a forged syn, synAck, ack, data, fin or reset of the \
    latest connection between its hosts, or a copy of one that has passed. 'sequence' and 'acknowledgment' are relative \
    to the connection, or to the 'next' one of its end, which they are unless said otherwise; a reset has an \
    acknowledgment only if it is said. It has no options, and a syn that says its ports needs no connection.
    """
  package static let proof = "the packet was captured at the host that it was for"
  package static let example = """
    title: A forged RST that is exactly right
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: receive, started: true }
      - inject: client > server reset
      - wait: { process: server, call: receive, error: ECONNRESET }
    expect:
      - packets: { after: inject, strict: true, sequence: client > server reset injected }
    """

  package let injection: WireInjection
  private let from: String
  private let to: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    if let node = parameters.node("copy-of") {
      let pattern = try ParameterReader.packet(node, for: "copy-of", names: parameters.names)
      guard let from = pattern.from, let to = pattern.to, pattern.fate == nil, pattern.gap == nil else {
        throw LabDiagnostic(
          node.position, "'copy-of' needs both hosts, and a wire knows neither fate nor gap",
          remedy: "write for example 'copy-of: client > server 2nd data'")
      }
      (self.from, self.to) = (from, to)
      injection = .copy(of: pattern)
      return
    }
    let node = try parameters.require("packet", shorthand: true)
    let pattern = try ParameterReader.packet(node, for: "packet", names: parameters.names)
    let packet = try ForgedPacket(pattern, at: node, &parameters)
    (from, to) = (packet.from, packet.to)
    injection = .forged(packet)
  }

  package var target: String { to }

  /// A copy is one of what the sender's wire has seen, before any fault there.
  package var wiredHosts: WiredHosts {
    switch injection {
    case .forged: .hosts([to])
    case .copy: .hosts([from, to])
    }
  }

  package var recallsPackets: Bool { true }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let what = try lab.inject(injection, to: to)
    return AppliedFault(site: "the wire of \(to)", proof: "\(what); it was captured at \(to)")
  }
}
