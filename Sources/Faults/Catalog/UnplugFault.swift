package import LabModel

/// Pulls a host's cable: that end loses its carrier, the other ends of the network do not.
package struct UnplugFault: Fault {
  package static let kind = "unplug"
  package static let usage = "unplug: HOST"
  package static let summary = "Pulls a host's cable: the carrier is lost at that end only."
  package static let proof = "the host's interface reports that it is no longer operational"
  package static let example = """
    title: What is sent into a cable that is pulled at the other end
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - unplug: server
      - continue: client
      - wait: { packet: client > server data retransmission }
    expect:
      - packets: { after: unplug, none: any arrived }
      - socket: { host: client, state: ESTABLISHED, at: end }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    try host.setPlugged(false)
    host.cableIsOut = true
    return AppliedFault(site: "the switch's port of \(target)", proof: "eth0 of \(target) lost its carrier")
  }
}
