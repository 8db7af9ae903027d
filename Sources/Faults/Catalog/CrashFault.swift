package import LabModel
internal import LinuxHost

/// Crashes a process with a segmentation fault.
///
/// The instrumented peer makes a real invalid store, wherever it is blocked; any other program is sent
/// SIGSEGV, which the kernel treats the same from there on.
package struct CrashFault: Fault {
  package static let kind = "crash"
  package static let usage = "crash: PROCESS"
  package static let summary =
    "Crashes a process: a real SIGSEGV in our peer, the signal for any other program."
  package static let proof = "the process was reaped, killed by SIGSEGV"

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.process("process", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let process = try lab.process(target)
    try process.send(process.isInstrumented ? .crashRequest : .segv)
    let change = try process.awaitChange {
      switch $0 {
      case .exited, .killed: true
      case .stopped, .continued: false
      }
    }
    guard change == .killed(by: .segv) else {
      throw FaultError("process \(target) should have died of SIGSEGV, but it \(change)")
    }
    return AppliedFault(site: "process \(target)", proof: "pid \(process.pid) was killed by SIGSEGV")
  }
}
