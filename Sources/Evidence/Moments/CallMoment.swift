package import LabModel

/// A call of an instrumented process: its return as said, or its begin.
///
/// As waits and the moments of expectations say it: `{ process: client, call: receive, error: ECONNRESET }`.
package struct CallMoment: Sendable {
  private let process: String
  private let operation: String
  private let result: ResultBound?
  private let error: String?
  private let started: Bool

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    process = try parameters.process("process")
    operation = try parameters.operation("call", of: process)
    result = try ResultBound(&parameters)
    error = try parameters.errnoName("error")
    started = try parameters.boolean("started") ?? false
    try ResultBound.check(result, error: error, at: parameters.node.position)
    guard !started || (result == nil && error == nil) else {
      throw LabDiagnostic(
        parameters.node.position, "a call that has only started has no result",
        remedy: "drop 'started' or 'result'")
    }
  }

  /// In words: "client's receive failed with ECONNRESET".
  package var text: String {
    let what =
      started
      ? "began" : result.map { "returned \($0)" } ?? error.map { "failed with \($0)" } ?? "returned"
    return "\(process)'s \(operation) \(what)"
  }

  /// Each time that it happened in a run (as far as it has gone), the earliest first.
  package func times(_ record: RunRecord) -> [Int64] {
    record.calls.compactMap { call -> Int64? in
      guard call.process == process, call.isOf(operation) else { return nil }
      if started { return call.startedAtNs }
      if let error, call.error != error { return nil }
      if let result, !result.contains(call.result ?? -1) { return nil }
      return call.endedAtNs
    }.sorted()
  }
}

extension CallRecord {
  /// Whether it is what a lab calls so: by its word (`send`), or the whole instruction (`get srtt`).
  package func isOf(_ operation: String) -> Bool { self.operation == operation || instruction == operation }
}
