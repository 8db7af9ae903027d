import Evidence
import LabModel

/// A call of an instrumented process: its return as said, or its begin.
struct CallMoment: MomentEvent {
  private let process: String
  private let operation: String
  private let result: ResultBound?
  private let error: String?
  private let started: Bool

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    process = try parameters.process("process")
    operation = try ParameterReader.scalar(try parameters.require("call"), for: "call")
    result = try ResultBound(&parameters)
    error = try parameters.errnoName("error")
    started = try parameters.boolean("started") ?? false
    guard !started || (result == nil && error == nil) else {
      throw LabDiagnostic(
        parameters.node.position, "a call that has only started has no result",
        remedy: "drop 'started' or 'result'")
    }
  }

  var text: String {
    let what =
      started
      ? "began" : result.map { "returned \($0)" } ?? error.map { "failed with \($0)" } ?? "returned"
    return "\(process)'s \(operation) \(what)"
  }

  var absence: String { "it was not seen that \(text)" }

  func times(_ record: RunRecord) -> [Int64] {
    record.calls.compactMap { call -> Int64? in
      guard call.process == process, call.operation == operation || call.instruction == operation else {
        return nil
      }
      if started { return call.startedAtNs }
      if let error, call.error != error { return nil }
      if let result, !result.contains(call.result ?? -1) { return nil }
      return call.endedAtNs
    }.sorted()
  }
}
