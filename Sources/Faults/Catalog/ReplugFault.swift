package import LabModel

/// Puts a host's cable back.
package struct ReplugFault: Fault {
  package static let kind = "replug"
  package static let usage = "replug: HOST"
  package static let summary = "Puts a host's cable back."
  package static let proof = "the host's interface reports that it is operational again"

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    try lab.host(target).setPlugged(true)
    return AppliedFault(site: "the switch's port of \(target)", proof: "eth0 of \(target) has a carrier")
  }
}
