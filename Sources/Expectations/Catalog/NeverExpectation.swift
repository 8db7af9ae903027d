package import Evidence
package import LabModel

/// What must not have happened, in the whole run or in a part of it.
package struct NeverExpectation: Expectation {
  package static let kind = "never"
  package static let usage = """
    never: MOMENT
    never: { any-of: [ MOMENT, … ], after: MOMENT, before: MOMENT, within: TIME }
    never: { any-of: [ MOMENT, … ], between: [ MOMENT, MOMENT ] }
    """
  package static let summary =
    "A packet, a call's answer, a socket state or a process's end that there was not."

  let moments: [Moment]
  let window: Window

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    guard let nodes = try parameters.list("any-of") else {
      self.moments = [try Moment(parameters.whole, for: Self.kind, names: parameters.names)]
      var nothing = ParameterReader(
        kind: Self.kind, node: LabNode(.empty, at: parameters.node.position), names: parameters.names)
      self.window = try Window(&nothing)
      return
    }
    var moments: [Moment] = []
    for node in nodes { moments.append(try Moment(node, for: "any-of", names: parameters.names)) }
    self.moments = moments
    self.window = try Window(&parameters)
    try parameters.finish()
  }

  package func judge(_ record: RunRecord) -> Finding {
    let range: ClosedRange<Int64>
    switch window.resolve(record) {
    case .success(let span): range = span.range
    case .failure(let unresolved): return Finding(.inconclusive, unresolved.reason)
    }
    for moment in moments {
      let times = moment.times(record).filter { range.contains($0) }
      guard let first = times.first else { continue }
      return Finding(
        .fail, "'\(moment.text)' happened\(window.text), at \(record.time(first))",
        expected: ["never\(window.text): \(moment.text)"],
        actual: times.prefix(8).map { "\(record.time($0))  \(moment.text)" })
    }
    if let doubt = moments.compactMap({ $0.doubt(record, untilNs: range.upperBound) }).first {
      return Finding(.inconclusive, doubt)
    }
    let names = moments.map { "'\($0.text)'" }.joined(separator: ", nor ")
    return Finding(.pass, "never \(names)\(window.text)")
  }
}
