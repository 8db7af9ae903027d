package import Evidence
package import LabModel

/// How often a fault took hold: how many packets a fault on a wire chose, how often any other was proved.
package struct FaultExpectation: Expectation {
  package static let kind = "fault"
  package static let usage = """
    fault: { kind: FAULT, is|at-least|at-most: N }
    fault: { kind: FAULT, on: HOST-OR-PROCESS, is|at-least|at-most: N }
    """
  package static let summary =
    "How often a fault took hold: on a wire the packets that it chose, elsewhere the times that it was applied and proved."

  let fault: String
  let target: String?
  let bound: CountBound

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    let kind = try parameters.require("kind")
    fault = try ParameterReader.scalar(kind, for: "kind")
    try parameters.names.checkFault(fault, at: kind.position)
    target = try parameters.text("on")
    if let target, let node = parameters.node("on") {
      try parameters.names.checkTarget(target, at: node.position)
    }
    guard let bound = try CountBound(&parameters) else {
      throw LabDiagnostic(
        parameters.node.position, "'fault' needs a number",
        remedy: "write 'is: N', 'at-least: N' or 'at-most: N'")
    }
    self.bound = bound
    try parameters.finish()
  }

  package func judge(_ record: RunRecord) -> Finding {
    let found = record.faults.filter { $0.kind == fault && (target == nil || $0.target == target) }
    let name = fault + (target.map { " on \($0)" } ?? "")
    guard !found.isEmpty else { return Finding(.inconclusive, "no fault '\(name)' was applied in this run") }
    let count = found.reduce(0) { $0 + ($1.chosenPackets ?? ($1.provenAtNs == nil ? 0 : 1)) }
    let unit = found.contains { $0.chosenPackets != nil } ? "packet" : "time"
    let sentence =
      "'\(name)' took hold\(unit == "time" ? "" : " of") \(count) \(unit)\(count == 1 ? "" : "s")"
    if bound.contains(count) { return Finding(.pass, sentence) }
    return Finding(
      .fail, "\(sentence), not \(bound)", expected: ["\(bound) \(unit)s"],
      actual: found.map { "\(record.time($0.appliedAtNs))  \($0.text): \($0.proof)" })
  }
}
