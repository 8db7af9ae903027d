package import LabModel

/// Ends a fault on the wire.
package struct LiftFault: Fault {
  package static let kind = "lift"
  package static let usage = "lift: NAME"
  package static let summary = "Ends the wire's fault of this name; packets that it holds go on."
  package static let proof = "the wire had a fault of that name in force"
  package static let example = """
    title: A lossy way heals
    hosts: { client: {}, server: {} }
    faults:
      - drop: { packets: client > server syn, name: loss }
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { packet: client > server syn }
      - lift: loss
      - wait: { process: client, call: connect, result: 0 }
    expect:
      - packets: { after: lift, none: any lost }
    """

  private let name: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    let node = try parameters.require("name", shorthand: true)
    name = try ParameterReader.scalar(node, for: "name")
    try parameters.names.checkFaultName(name, at: node.position)
  }

  package var target: String { name }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let count = try lab.endWireRules(named: name)
    guard count > 0 else { throw FaultError("no fault named '\(name)' is in force on a wire") }
    return AppliedFault(site: "the wires", proof: "the fault '\(name)' is no longer in force")
  }
}
