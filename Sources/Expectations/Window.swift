import Evidence
import LabModel
import WireFormat

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
    if within == .zero {
      throw LabDiagnostic(
        parameters.node("within")?.position ?? parameters.node.position, "nothing is within no time",
        remedy: "write for example 'within: 50ms'")
    }
  }

  /// The part of one run that it is.
  struct Span: Sendable, Hashable {
    /// Its first and last nanosecond.
    var range: ClosedRange<Int64>
    /// When the moment was that it comes after.
    var sinceNs: Int64?
  }

  /// Where it lies in a run, or why that cannot be told. The moments that bound it are not in it.
  func resolve(_ record: RunRecord) -> Result<Span, Unresolved> {
    var span = Span(range: .min ... .max)
    var start = Int64.min
    var end = Int64.max
    if let after {
      switch after.resolve(record) {
      case .at(let ns):
        span.sinceNs = ns
        // What a step causes may bear the very time at which the step began.
        start = after.isStep ? ns : ns.addingTime(1)
      case .never(let why): return .failure(Unresolved(reason: why))
      }
    }
    switch before?.resolve(record) {
    case .at(let ns)?: end = ns.addingTime(-1)
    case .never(let why)?: return .failure(Unresolved(reason: why))
    case nil: break
    }
    if let within {
      end = min(end, (span.sinceNs ?? record.startedAtNs).addingTime(within.wholeNs))
    }
    guard start <= end else {
      return .failure(Unresolved(reason: "'\(before?.text ?? "")' did not come after '\(after?.text ?? "")'"))
    }
    span.range = start...end
    return .success(span)
  }

  var isWholeRun: Bool { after == nil && before == nil && within == nil }

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
