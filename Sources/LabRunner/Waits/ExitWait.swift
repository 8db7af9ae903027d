internal import Evidence
package import LabModel

/// Waits until a process has ended.
package struct ExitWait: WaitCondition {
  package static let key = "exited"
  package static let usage = "wait: { process: PROCESS, exited: true }"
  package static let summary = "A process has ended."

  let process: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    process = try parameters.process("process")
    guard try parameters.boolean("exited") == true else {
      throw LabDiagnostic(parameters.node.position, "'exited' can only be true")
    }
  }

  package var text: String { "\(process) ended" }

  package func isMet(by run: RunView) -> Bool {
    run.record.processes.contains { $0.name == process && $0.exit != nil }
  }
}
