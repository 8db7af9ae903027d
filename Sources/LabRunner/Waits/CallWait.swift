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
  package static let summary = "A call of an instrumented process has returned (as said), or has begun."

  let process: String
  let operation: String
  let result: Int?
  let error: String?
  let started: Bool
  let count: Int

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    process = try parameters.process("process")
    operation = try parameters.text("call") ?? ""
    result = try parameters.integer("result")
    error = try parameters.text("error")
    started = try parameters.boolean("started") ?? false
    count = try parameters.integer("count") ?? 1
    guard !started || (result == nil && error == nil) else {
      throw LabDiagnostic(
        parameters.node.position, "a call that has only started has no result",
        remedy: "drop 'started' or 'result'")
    }
  }

  package var text: String {
    let what =
      started
      ? "has begun" : result.map { "returned \($0)" } ?? error.map { "failed with \($0)" } ?? "returned"
    return "\(process)'s \(operation) \(what)\(count > 1 ? " (\(count) times)" : "")"
  }

  package func isMet(by run: RunView) -> Bool {
    let calls = run.record.calls.lazy.filter { call in
      guard call.process == process, call.operation == operation || call.instruction == operation else {
        return false
      }
      if started { return true }
      guard call.endedAtNs != nil else { return false }
      if let result, call.result != result { return false }
      if let error, call.error != error { return false }
      return true
    }
    return calls.count >= count
  }
}
