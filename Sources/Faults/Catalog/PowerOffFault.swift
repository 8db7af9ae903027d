package import LabModel

/// Takes the power from a host: it is cut off first and ended second, so that nothing it would still say gets out.
///
/// Killing its programs first would let the kernel send their FINs, which a host without power cannot do.
package struct PowerOffFault: Fault {
  package static let kind = "power-off"
  package static let usage = "power-off: HOST"
  package static let summary = "Takes the power from a host: its cable is dead first, then all of it is gone."
  package static let proof = "its interface lost the carrier, then its last process was gone"
  package static let example = """
    title: A host without power says nothing
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - power-off: server
      - continue: client
      - wait: { packet: client > server data retransmission }
    expect:
      - packets: { after: power-off, none: server > client any }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    guard host.hasPower else { throw FaultError("\(target) has no power") }
    var proof = "the cable of \(target) was out already; every process of it was gone"
    if host.isPlugged {
      try host.setPlugged(false)
      proof = "eth0 of \(target) lost its carrier, then every process of it was gone"
    }
    try host.endAllProcesses()
    return AppliedFault(site: "host \(target)", proof: proof)
  }
}
