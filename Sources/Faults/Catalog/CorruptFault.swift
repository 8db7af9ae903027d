package import LabModel
internal import WireFormat

/// Damages packets on their way, so that the receiver's checksum does not hold.
package struct CorruptFault: WireFault {
  package static let kind = "corrupt"
  package static let usage = """
    corrupt: PACKETS
    corrupt: { \(WireChoice.usage) }
    """
  package static let summary = """
    Turns one bit of the packets that it chooses, behind the IP header: the receiver's kernel counts a bad checksum \
    and drops them.
    """
  package static let example = """
    title: A damaged segment is as good as lost
    hosts: { client: {}, server: {} }
    faults:
      - corrupt: client > server 1st data
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
      client: { on: client, socket: [ connect server:7000, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: receive, result: 10 }
    expect:
      - packets: { sequence: [ client > server data altered, client > server data retransmission ] }
    """

  package let choice: WireChoice
  package var action: any WireAction { CorruptAction() }

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
  }
}

private struct CorruptAction: UniformWireAction {
  /// Ethernet's header and IP's: what a switch or a router looks at stays right.
  private static func spared(of frame: [UInt8]) -> Int {
    frame.count > 14 && frame[12...13] == [0x86, 0xDD] ? 14 + 40 : 14 + 20
  }

  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] {
    var damaged = packet
    let spared = Self.spared(of: packet.bytes)
    guard packet.bytes.count > spared else { return [packet] }
    let place = Int.random(in: spared..<packet.bytes.count, using: &random)
    damaged.bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
    return [damaged]
  }

  var verdict: String { "corrupted" }
}
