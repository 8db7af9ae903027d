package import Evidence
package import LabModel
import WireFormat

/// What the system calls of a peer returned, and how long they took.
///
/// `operation` is its word (`send`), or the whole instruction (`get srtt`); a result may also be `at most N` or
/// `N to N`. Without `nth` and without a number, some call of the operation must be as said; with `nth` that one; with
/// `count`, `at-least` or `at-most` so many.
package struct CallExpectation: Expectation {
  package static let kind = "call"
  package static let usage = """
    call: { process: PROCESS, operation: OPERATION, result: N }
    call: { process: PROCESS, operation: OPERATION, result: at least N }
    call: { process: PROCESS, operation: OPERATION, error: ERRNO, after: HOW-LONG, since: MOMENT }
    call: { process: PROCESS, operation: OPERATION, nth: 2nd|last, blocked: true|false }
    call: { process: PROCESS, operation: OPERATION, count|at-least|at-most: N, result: N }
    """
  package static let summary = """
    What a peer's system calls returned, how often, and how long they took. OPERATION is a word (`send`), or the whole \
    instruction (`get srtt`); a result may also be `at most N` or `N to N`.
    """

  let process: String
  let operation: String
  let nth: PacketPattern.Occurrence?
  let count: CountBound?
  let result: ResultBound?
  let error: String?
  /// Whether it never returned; nil: not asked.
  let blocked: Bool?
  /// How long the call took; with `since`, how long after that moment it returned.
  let after: TimeBound?
  let since: Moment?

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    self.process = try parameters.process("process")
    self.operation = try parameters.operation("operation", of: process)
    self.nth = try Self.nth(&parameters)
    self.count = try CountBound(&parameters, exactly: "count")
    self.result = try ResultBound(&parameters)
    self.error = try parameters.errnoName("error")
    self.blocked = try parameters.boolean("blocked")
    self.after = try parameters.timeBound("after")
    self.since = try parameters.moment("since")
    try parameters.finish()
    let place = parameters.node.position
    if nth != nil, count != nil {
      throw LabDiagnostic(
        place, "'nth' and a count stand together", why: "one call cannot be several",
        remedy: "keep one of them")
    }
    if blocked == true, result != nil || error != nil || after != nil {
      throw LabDiagnostic(
        place, "a call that is blocked has no result", why: "'blocked: true' means that it never returned",
        remedy: "keep 'blocked', or the result")
    }
    try ResultBound.check(result, error: error, at: place)
    if since != nil, after == nil {
      throw LabDiagnostic(place, "'since' needs 'after'", remedy: "write for example 'after: 3s ± 20%'")
    }
  }

  private static func nth(
    _ parameters: inout ParameterReader
  ) throws(LabDiagnostic) -> PacketPattern.Occurrence? {
    guard let node = parameters.node("nth") else { return nil }
    let text = try ParameterReader.scalar(node, for: "nth")
    if text == "last" { return .last }
    if let number = PacketPattern.Occurrence.number(ofOrdinal: text) { return .nth(number) }
    throw LabDiagnostic(
      node.position, "'nth: \(text)' is not an ordinal", remedy: "write for example '1st', '2nd' or 'last'")
  }

  package func judge(_ record: RunRecord) -> Finding {
    var sinceNs: Int64?
    switch since?.resolve(record) {
    case .at(let ns)?: sinceNs = ns
    case .never(let why)?: return Finding(.inconclusive, why)
    case nil: break
    }
    let calls = record.calls.filter { $0.process == process && $0.isOf(operation) }
    let right = calls.filter { mismatch($0, sinceNs) == nil }
    if let count {
      let sentence = "\(right.count) \(operation) calls of \(process) \(conditionText)"
      if count.contains(right.count) { return Finding(.pass, sentence) }
      return fail("\(sentence), not \(count)", calls, record, sinceNs)
    }
    if let nth {
      let number = calls.indices.first { nth.includes($0 + 1, of: calls.count) }
      guard let number else {
        return fail("there was no \(nth) \(operation) of \(process)", calls, record, sinceNs)
      }
      guard let mismatch = mismatch(calls[number], sinceNs) else { return pass(calls[number], record) }
      return fail("the \(nth) \(operation) of \(process) \(mismatch)", calls, record, sinceNs)
    }
    if let call = right.first { return pass(call, record) }
    let why =
      calls.isEmpty ? "\(process) made no \(operation)" : "no \(operation) of \(process) \(conditionText)"
    return fail(why, calls, record, sinceNs)
  }

  // MARK: One call

  /// What of a call is not as expected; nil when all of it is.
  private func mismatch(_ call: CallRecord, _ sinceNs: Int64?) -> String? {
    guard call.endedAtNs != nil else {
      return blocked == true || isUnconditional ? nil : "never returned"
    }
    if blocked == true { return "returned" }
    if let wrong = wrongAnswer(call) { return wrong }
    guard let after, let took = Self.took(call, since: sinceNs), !after.contains(took) else { return nil }
    return "returned after \(took.labText)"
  }

  private func wrongAnswer(_ call: CallRecord) -> String? {
    if let error, call.error != error { return Self.answer(of: call) }
    if let result, !result.contains(call.result ?? -1) { return Self.answer(of: call) }
    return nil
  }

  private static func answer(of call: CallRecord) -> String {
    call.error.map { "failed with \($0)" } ?? "returned \(call.result ?? 0)"
  }

  /// How long a call took, or how long after that moment it returned.
  private static func took(_ call: CallRecord, since: Int64?) -> Duration? {
    call.endedAtNs.map {
      .nanoseconds($0.subtractingReportingOverflow(since ?? call.startedAtNs).partialValue)
    }
  }

  /// By how much a call that is right but for its time missed the limit.
  private func lateness(_ call: CallRecord, _ sinceNs: Int64?) -> Lateness? {
    guard let after, let ended = call.endedAtNs, blocked != true, wrongAnswer(call) == nil,
      let took = Self.took(call, since: sinceNs)
    else { return nil }
    return Lateness(took, against: after, endedAtNs: ended)
  }

  /// Only the call itself is expected, whatever became of it.
  private var isUnconditional: Bool { result == nil && error == nil && after == nil && blocked == nil }

  private var conditionText: String {
    if blocked == true { return "never returned" }
    var parts: [String] = []
    if let error { parts.append("failed with \(error)") }
    if let result { parts.append("returned \(result)") }
    if let after { parts.append("took \(after)" + (since.map { " since '\($0.text)'" } ?? "")) }
    if parts.isEmpty, blocked == false { return "returned" }
    return parts.isEmpty ? "were made" : parts.joined(separator: " and ")
  }

  private func pass(_ call: CallRecord, _ record: RunRecord) -> Finding {
    Finding(.pass, "\(process): \(Self.line(call, record, since: nil))")
  }

  private func fail(_ why: String, _ calls: [CallRecord], _ record: RunRecord, _ sinceNs: Int64?) -> Finding {
    let meant = calls.indices.filter { nth?.includes($0 + 1, of: calls.count) ?? true }.map { calls[$0] }
    let number = nth.map { "the \($0) " } ?? count.map { "\($0) × " } ?? ""
    return Finding(
      .fail, why, expected: ["\(process): \(number)\(operation) \(conditionText)"],
      actual: calls.isEmpty
        ? ["no \(operation) of \(process)"]
        : calls.map { "\(process): \(Self.line($0, record, since: sinceNs))" },
      lateness: count == nil ? meant.lazy.compactMap { lateness($0, sinceNs) }.first : nil)
  }

  private static func line(_ call: CallRecord, _ record: RunRecord, since: Int64?) -> String {
    let begin = "\(call.instruction) at \(record.time(call.startedAtNs))"
    guard let took = took(call, since: since) else { return "\(begin) never returned" }
    return "\(begin) \(answer(of: call)) \(since == nil ? "after" : "after in all") \(took.labText)"
  }
}
