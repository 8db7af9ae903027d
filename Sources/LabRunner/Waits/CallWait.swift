internal import Evidence
package import LabModel

/// Waits until a process's call has returned, or has begun.
package struct CallWait: WaitCondition {
  package static let key = "call"
  package static let usage = """
    wait: { process: PROCESS, call: OPERATION, result: N, count: N }
    wait: { process: PROCESS, call: OPERATION, error: ERRNO, count: N }
    wait: { process: PROCESS, call: OPERATION, started: true, count: N }
    """
  package static let summary = """
    A call of an instrumented process has returned (as said; a result may also be `at least N`, `at most N` or \
    `N to N`), or has begun.
    """

  private let moment: CallMoment
  private let count: Int

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    moment = try CallMoment(&parameters)
    count = try parameters.count("count") ?? 1
    guard count > 0 else {
      throw LabDiagnostic(
        parameters.node.position, "'count: 0' is true from the start", remedy: "write for example 'count: 2'")
    }
  }

  package var text: String { moment.text + (count > 1 ? " (\(count) times)" : "") }

  package func isMet(by run: RunView) -> Bool { moment.times(run.record).count >= count }
}
