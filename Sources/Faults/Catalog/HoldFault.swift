package import LabModel
internal import WireFormat

/// Keeps packets on the wire until they are released.
package struct HoldFault: WireFault {
  package static let kind = "hold"
  package static let usage = """
    hold: PACKETS
    hold: { \(WireChoice.usage) }
    """
  package static let summary = "Keeps the packets that it chooses on the wire until 'release'."
  package static let example = """
    title: A SYN+ACK is held up
    hosts: { client: {}, server: {} }
    faults:
      - hold: server > client synAck
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { packet: client > server syn retransmission }
    expect:
      - call: { process: client, operation: connect, blocked: true }
    """

  package let choice: WireChoice
  package var action: any WireAction { HoldAction() }

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
  }
}

struct HoldAction: UniformWireAction {
  var holds: Bool { true }

  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] {
    var held = packet
    held.release = .held
    return [held]
  }

  var verdict: String { "held" }
}
