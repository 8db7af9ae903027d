package import LabModel

/// Takes all rules that `firewall` added back from a host.
package struct LiftFirewallFault: Fault {
  package static let kind = "lift-firewall"
  package static let usage = "lift-firewall: HOST"
  package static let summary = "Takes all firewall rules of the lab back from a host."
  package static let proof = "nft lists no rule of the lab"
  package static let example = """
    title: A firewall's rule is taken back
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - firewall: { on: server, drop: tcp dport 7000 }
      - continue: client
      - wait: { packet: client > server data retransmission }
      - lift-firewall: server
      - wait: { process: server, call: receive, result: 10 }
    expect:
      - packets: { before: lift-firewall, after: firewall, none: server > client any }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    let removed = try host.runTool(["nft", "delete", "table", "inet", "halfopen"], input: "")
    guard removed.status == 0 else {
      throw FaultError("nft on \(target) has no rule of this lab to take back: \(removed.output)")
    }
    return AppliedFault(site: "firewall of \(target)", proof: "nft lists no rule of the lab")
  }
}
