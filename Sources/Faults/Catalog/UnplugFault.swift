package import LabModel

/// Pulls a host's cable: that end loses its carrier, the other ends of the network do not.
package struct UnplugFault: Fault {
  package static let kind = "unplug"
  package static let usage = "unplug: HOST"
  package static let summary = "Pulls a host's cable: the carrier is lost at that end only."
  package static let proof = "the host's interface reports that it is no longer operational"

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    try lab.host(target).setPlugged(false)
    return AppliedFault(site: "the switch's port of \(target)", proof: "eth0 of \(target) lost its carrier")
  }
}
