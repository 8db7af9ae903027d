package import LabModel
internal import LinuxHost

/// Stops a process where it stands; its sockets go on working in the kernel.
package struct FreezeFault: Fault {
  package static let kind = "freeze"
  package static let usage = "freeze: PROCESS"
  package static let summary =
    "Stops a process (SIGSTOP); the kernel goes on acknowledging what arrives for it."
  package static let proof = "the kernel reported the process as stopped"

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.process("process", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let process = try lab.process(target)
    try process.send(.stop)
    let change = try process.awaitChange { $0 != .continued }
    guard change == .stopped else { throw FaultError("process \(target) ended instead of stopping") }
    return AppliedFault(site: "process \(target)", proof: "pid \(process.pid) is stopped")
  }
}
