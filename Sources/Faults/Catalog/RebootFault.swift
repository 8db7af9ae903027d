package import LabModel

/// Boots a host again: same name and addresses, no connection, no program running.
///
/// A host that still has power loses it first.
package struct RebootFault: Fault {
  package static let kind = "reboot"
  package static let usage = "reboot: HOST"
  package static let summary = "Boots a host again: same addresses, no connections, its programs not started."
  package static let proof = "the old host's last process was gone, the new interface is operational"

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    try host.setPlugged(false)
    try host.endAllProcesses()
    try host.boot()
    return AppliedFault(site: "host \(target)", proof: "\(target) is up again, its interface operational")
  }
}
