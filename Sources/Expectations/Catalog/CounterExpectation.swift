package import Evidence
package import LabModel

/// What one of a host's kernel counters came to over the whole run, all its boots together, or from one step to
/// another.
package struct CounterExpectation: Expectation {
  package static let kind = "counter"
  package static let usage = """
    counter: { host: HOST, name: Tcp.RetransSegs, is|at-least|at-most: N }
    counter: { host: HOST, name: Tcp.RetransSegs, is|at-least|at-most: N, after: MOMENT, before: MOMENT }
    """
  package static let summary =
    "What a kernel counter of a host (/proc/net/snmp and netstat, and eth0.RxDropped, eth0.TxDropped, Qdisc.Dropped)"
    + " grew by during the run, or between two steps: they are read whenever a step has ended."

  let host: String
  let name: String
  let bound: CountBound
  let after: Moment?
  let before: Moment?

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    host = try parameters.host("host")
    name = try parameters.counterName("name")
    guard let bound = try CountBound(&parameters) else {
      throw LabDiagnostic(
        parameters.node.position, "'counter' needs a number",
        remedy: "write 'is: N', 'at-least: N' or 'at-most: N'")
    }
    self.bound = bound
    after = try Self.step("after", &parameters)
    before = try Self.step("before", &parameters)
  }

  private static func step(_ key: String, _ parameters: inout ParameterReader) throws(LabDiagnostic)
    -> Moment?
  {
    guard let moment = try parameters.moment(key) else { return nil }
    guard moment.isStep else {
      throw LabDiagnostic(
        parameters.node(key)?.position ?? parameters.node.position,
        "nobody knows what a counter was when '\(moment.text)' passed",
        why: "counters are read whenever a step has ended", remedy: "name a step")
    }
    return moment
  }

  package func judge(_ record: RunRecord) -> Finding {
    guard let found = record.hosts.first(where: { $0.name == host }) else {
      return Finding(.inconclusive, "the record has no counters of \(host)")
    }
    // A record holds what is not 0; a name that no host ever counted may be a mistake.
    let isKnown =
      CounterExpectation.alwaysThere.contains(name) || record.hosts.contains { $0.counters[name] != nil }
    guard isKnown else {
      if bound.contains(0) {
        return Finding(.inconclusive, "no host counted \(name): it was 0, or this kernel has no such counter")
      }
      return Finding(.fail, "no host counted \(name)", expected: ["\(name) \(bound)"], actual: ["0"])
    }
    let total: Int64
    switch growth(of: found, in: record) {
    case .success(let growth): total = growth
    case .failure(let unresolved): return Finding(.inconclusive, unresolved.reason)
    }
    let count = Int(clamping: total)
    let window = (after.map { " after '\($0.text)'" } ?? "") + (before.map { " before '\($0.text)'" } ?? "")
    let sentence = "\(host) counted \(count) under \(name)\(window)"
    if bound.contains(count) { return Finding(.pass, sentence) }
    return Finding(.fail, sentence, expected: ["\(name) \(bound)"], actual: ["\(count)"])
  }

  /// What the counter grew by between the two moments.
  private func growth(of host: HostRecord, in record: RunRecord) -> Result<Int64, Window.Unresolved> {
    var bounds: [Int64?] = []
    for moment in [after, before] {
      switch moment?.resolve(record) {
      case .at(let ns)?: bounds.append(ns)
      case .never(let why)?: return .failure(Window.Unresolved(reason: why))
      case nil: bounds.append(nil)
      }
    }
    if let start = bounds[0], let end = bounds[1], end < start {
      return .failure(
        Window.Unresolved(reason: "'\(before?.text ?? "")' came before '\(after?.text ?? "")'"))
    }
    guard bounds.allSatisfy({ $0 == nil }) || record.steps.allSatisfy({ $0.counters != nil }) else {
      return .failure(Window.Unresolved(reason: "this record has no counters of each step"))
    }
    func counted(untilNs: Int64) -> Int64 {
      record.steps.filter { $0.endedAtNs <= untilNs }
        .reduce(0) { $0 &+ ($1.counters?[self.host]?[name] ?? 0) }
    }
    let end = bounds[1].map(counted) ?? host.counters[name] ?? 0
    return .success(end &- (bounds[0].map(counted) ?? 0))
  }

  /// Counters that every host has, so that none of them means 0.
  private static let alwaysThere = [
    "eth0.RxDropped", "eth0.TxDropped", "Qdisc.Dropped", "Tcp.RetransSegs", "Tcp.OutRsts",
    "TcpExt.TCPTimeouts",
  ]
}
