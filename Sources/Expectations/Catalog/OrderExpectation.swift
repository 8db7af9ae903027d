package import Evidence
package import LabModel

/// Moments that happened one after another, on whatever host: what happened before what.
package struct OrderExpectation: Expectation {
  package static let kind = "order"
  package static let usage = "order: [ MOMENT, MOMENT, … ]"
  package static let summary =
    "Moments that happened in this order, across hosts: packets, calls, socket states, steps, ends of processes."

  let moments: [Moment]

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    var moments: [Moment] = []
    for node in parameters.items ?? [] {
      moments.append(try Moment(node, for: Self.kind, names: parameters.names))
    }
    guard moments.count > 1 else {
      throw LabDiagnostic(
        parameters.node.position, "'order' needs at least two moments",
        remedy: "write for example 'order: [ kill, server > client fin ]'")
    }
    self.moments = moments
  }

  package func judge(_ record: RunRecord) -> Finding {
    // The earliest possible time of each leaves the most room for the next.
    var found: [Int64] = []
    for moment in moments {
      let times = moment.times(record)
      guard let time = times.first(where: { $0 > found.last ?? .min }) else {
        return broken(at: found.count, found, times, record)
      }
      found.append(time)
    }
    let times = zip(moments, found).map { "\($0.text) at \(record.time($1))" }
    return Finding(.pass, times.joined(separator: ", then "))
  }

  private func broken(at index: Int, _ found: [Int64], _ times: [Int64], _ record: RunRecord) -> Finding {
    let moment = moments[index]
    let evidence: String
    switch (found.last, times.last) {
    case (let last?, let latest?):
      evidence =
        "'\(moment.text)' was at \(record.time(latest)), not after '\(moments[index - 1].text)' at \(record.time(last))"
    case (_, nil): evidence = "'\(moment.text)' never happened"
    case (nil, _): evidence = "'\(moment.text)' cannot be placed"
    }
    if let doubt = moment.doubt(record) { return Finding(.inconclusive, "\(evidence), but \(doubt)") }
    let expected = moments.enumerated().map { number, moment in
      (number < index ? "✓ " : number == index ? "✗ " : "  ") + moment.text
    }
    let actual = moments.enumerated().flatMap { number, moment -> [(Int64, String)] in
      let shown = number < index ? [found[number]] : Array(moment.times(record).prefix(3))
      return shown.map { ($0, (number < index ? "✓ " : "  ") + "\(record.time($0))  \(moment.text)") }
    }.sorted { $0.0 < $1.0 }.map(\.1)
    return Finding(.fail, evidence, expected: expected, actual: actual.isEmpty ? ["none of them"] : actual)
  }
}
