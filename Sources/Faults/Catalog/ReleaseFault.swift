package import LabModel

/// Lets packets go on that are held on the wire.
package struct ReleaseFault: Fault {
  package static let kind = "release"
  package static let usage = "release: NAME"
  package static let summary =
    "Ends the 'hold' of this name: what it holds goes on, in the order in which it came."
  package static let proof = "the wire had a fault of that name in force"
  package static let example = """
    title: What was held goes on
    hosts: { client: {}, server: {} }
    faults:
      - hold: { packets: server > client synAck, name: answer }
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { packet: server > client synAck }
      - release: answer
      - wait: { process: client, call: connect, result: 0 }
    expect:
      - packets: { sequence: [ server > client synAck, client > server handshakeAck ] }
    """

  private let lift: LiftFault

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    lift = try LiftFault(&parameters)
  }

  package var target: String { lift.target }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault { try lift.apply(to: lab) }
}
