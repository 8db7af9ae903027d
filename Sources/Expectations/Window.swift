import Evidence
import LabModel

/// The part of a run that an expectation looks at: `after`, `before`, `between`, `within`.
struct Window: Sendable {
  let after: Moment?
  let before: Moment?
  let within: Duration?

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    var after = try parameters.moment("after")
    var before = try parameters.moment("before")
    if let ends = try parameters.list("between") {
      let place = parameters.node("between")?.position ?? parameters.node.position
      guard after == nil, before == nil else {
        throw LabDiagnostic(
          place, "'between' stands beside 'after' or 'before'", remedy: "keep one of them")
      }
      guard ends.count == 2 else {
        throw LabDiagnostic(
          place, "'between' needs two moments, not \(ends.count)",
          remedy: "write for example 'between: [ unplug, replug ]'")
      }
      after = try Moment(ends[0], for: "between", names: parameters.names)
      before = try Moment(ends[1], for: "between", names: parameters.names)
    }
    self.after = after
    self.before = before
    self.within = try parameters.duration("within")
  }

  /// Its first and last nanosecond in a run, or why it cannot be told.
  func resolve(_ record: RunRecord) -> Result<ClosedRange<Int64>, Unresolved> {
    var start = Int64.min
    var end = Int64.max
    switch after?.resolve(record) {
    case .at(let ns)?: start = ns
    case .never(let why)?: return .failure(Unresolved(reason: why))
    case nil: break
    }
    switch before?.resolve(record) {
    case .at(let ns)?: end = ns &- 1
    case .never(let why)?: return .failure(Unresolved(reason: why))
    case nil: break
    }
    if let within {
      let (limit, overflow) = (after == nil ? record.startedAtNs : start).addingReportingOverflow(
        within.wholeNs)
      if !overflow { end = min(end, limit) }
    }
    guard start <= end else {
      return .failure(Unresolved(reason: "'\(before?.text ?? "")' came before '\(after?.text ?? "")'"))
    }
    return .success(start...end)
  }

  /// ` after power-off`, for sentences.
  var text: String {
    (after.map { " after '\($0.text)'" } ?? "") + (before.map { " before '\($0.text)'" } ?? "")
      + (within.map { " within \($0.labText)" } ?? "")
  }

  struct Unresolved: Error, Hashable {
    var reason: String
  }
}

extension RunRecord {
  /// A moment as seconds of the run, for evidence: `1.204s`.
  func time(_ ns: Int64) -> String {
    let (distance, overflow) = ns.subtractingReportingOverflow(startedAtNs)
    guard !overflow else { return "?" }
    let ms = distance.magnitude / 1_000_000
    let fraction = String(ms % 1000)
    return (distance < 0 ? "-" : "")
      + "\(ms / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)s"
  }

  /// Why it cannot be said that something was not on the wire; nil when every frame was captured.
  var missedFrames: String? {
    guard let capture = captures.first(where: { $0.droppedByKernel > 0 || $0.droppedByInterface > 0 }) else {
      return nil
    }
    return
      "the capture of \(capture.host) missed \(capture.droppedByKernel + capture.droppedByInterface) frames"
  }
}
