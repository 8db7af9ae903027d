package import LabModel
internal import LinuxHost

/// Lets a frozen process go on.
package struct ThawFault: Fault {
  package static let kind = "thaw"
  package static let usage = "thaw: PROCESS"
  package static let summary = "Lets a frozen process go on (SIGCONT)."
  package static let proof = "the kernel reported the process as continued"

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.process("process", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let process = try lab.process(target)
    try process.send(.cont)
    let change = try process.awaitChange { $0 != .stopped }
    guard change == .continued else { throw FaultError("process \(target) ended instead of going on") }
    return AppliedFault(site: "process \(target)", proof: "pid \(process.pid) goes on")
  }
}
