package import LabModel

/// Puts a host's cable back.
package struct ReplugFault: Fault {
  package static let kind = "replug"
  package static let usage = "replug: HOST"
  package static let summary = "Puts a host's cable back."
  package static let proof = "the host's interface reports that it is operational again"
  package static let example = """
    title: A cable is put back in time
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - unplug: server
      - continue: client
      - wait: { packet: client > server data retransmission }
      - replug: server
      - wait: { process: server, call: receive, result: 10 }
    expect:
      - packets: { after: replug, sequence: client > server data retransmission arrived }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    try host.setPlugged(true)
    host.cableIsOut = false
    return AppliedFault(site: "the switch's port of \(target)", proof: "eth0 of \(target) has a carrier")
  }
}
