internal import Evidence
package import LabModel

/// Waits until a process has ended.
package struct ExitWait: WaitCondition {
  package static let key = "exited"
  package static let usage = "wait: { process: PROCESS, exited: true }"
  package static let summary = "A process has ended."

  private let moment: ExitMoment

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    moment = try ExitMoment(&parameters)
  }

  package var text: String { moment.text }

  package func isMet(by run: RunView) -> Bool { !moment.times(run.record).isEmpty }
}
