import Evidence

extension RecordStory {
  /// Whether the call and its return are one event. A connect has its packets between.
  func isPrompt(_ call: CallRecord) -> Bool {
    guard let endedAtNs = call.endedAtNs, detail == .normal, call.operation != "connect" else { return false }
    let elapsed = Quantity.elapsedNs(from: call.startedAtNs, to: endedAtNs)
    return elapsed < (Self.waits(call) ? Self.waitedNs : Self.promptNs)
  }

  /// Whether the call's return is an effect of what happened before it, rather than its start a cause.
  static func waits(_ call: CallRecord) -> Bool {
    ["accept", "receive"].contains(call.operation)
  }

  /// Whether the call only waits for the lab's steps, which a program of its own would not do.
  static func isDirection(_ call: CallRecord) -> Bool { call.operation == "wait" }

  func prefix(_ call: CallRecord) -> String {
    crowdedHosts.contains(call.host) ? "\(call.process): " : ""
  }

  func event(of call: CallRecord, atNs: Int64, whole: Bool) -> Ladder.Event {
    let text = "\(prefix(call))\(whole ? call.instruction : call.operation) → \(Self.result(of: call))"
    var details = call.operation == "receive" && call.result == 0 ? ["end of stream"] : []
    let elapsed = call.endedAtNs.map { Quantity.elapsedNs(from: call.startedAtNs, to: $0) } ?? 0
    if elapsed >= Self.slowNs { details.append("after \(Quantity.duration(ns: elapsed))") }
    let isPlain = call.error == nil && (call.result ?? 0) > 0 && elapsed < Self.slowNs
    return note(
      on: call.host, text, detail: details.joined(separator: ", "),
      tone: call.error == nil ? .call : .failure,
      atNs: atNs, family: isPlain ? .traffic : nil, word: "call")
  }

  /// What a call returned, as a reader of the program's code knows it.
  private static func result(of call: CallRecord) -> String {
    if let error = call.error { return error }
    guard let result = call.result else { return "?" }
    switch (call.operation, result) {
    case ("receive", _), ("send", _): return String(result)
    case (_, 0): return "ok"
    default: return String(result)
    }
  }
}
