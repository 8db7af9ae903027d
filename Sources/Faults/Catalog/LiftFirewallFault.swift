package import LabModel

/// Takes all rules that `firewall` added back from a host.
package struct LiftFirewallFault: Fault {
  package static let kind = "lift-firewall"
  package static let usage = "lift-firewall: HOST"
  package static let summary = "Takes all firewall rules of the lab back from a host."
  package static let proof = "nft lists no rule of the lab"

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
