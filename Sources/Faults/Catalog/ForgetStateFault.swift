package import LabModel

/// Makes a router's firewall and NAT forget every connection, as one does that is started anew.
package struct ForgetStateFault: Fault {
  package static let kind = "forget-state"
  package static let usage = "forget-state: HOST"
  package static let summary =
    "Makes the firewall and the NAT of a host forget every connection that they know (conntrack)."
  package static let proof = "the kernel listed at least one connection before, and none of them after"
  package static let example = """
    title: A NAT forgets a connection
    hosts: { client: {}, nat: {}, server: {} }
    network:
      switches: { inside: [ client, nat ], outside: [ nat, server ] }
      routers: { nat: { nat: inside > outside } }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - forget-state: nat
    expect:
      - socket: { host: client, state: ESTABLISHED, at: end }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let (before, left) = try lab.host(target).forgetConnections()
    guard before > 0 else { throw FaultError("\(target) knew of no connection that it could forget") }
    guard left == 0 else { throw FaultError("\(target) still knows \(left) of \(before) connections") }
    return AppliedFault(
      site: "connection tracking of \(target)", proof: "\(before) known before, none of them after")
  }
}
