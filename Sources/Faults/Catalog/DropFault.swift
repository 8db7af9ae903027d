package import LabModel
internal import WireFormat

/// Loses packets on their way: the sender cannot know.
package struct DropFault: WireFault {
  package static let kind = "drop"
  package static let usage = """
    drop: PACKETS
    drop: { \(WireChoice.usage) }
    """
  package static let summary = "Loses the packets that it chooses on the wire, until 'lift' ends it."
  package static let example = """
    title: A SYN is lost
    hosts: { client: {}, server: {} }
    faults:
      - drop: client > server 1st syn
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: connect, result: 0 }
    expect:
      - packets: { sequence: [ client > server syn lost, client > server syn retransmission arrived ] }
    """

  package let choice: WireChoice
  package var action: any WireAction { DropAction() }

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
  }
}

/// Nothing leaves.
struct DropAction: UniformWireAction {
  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture] { [] }
  var verdict: String { "dropped" }
}
