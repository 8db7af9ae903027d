package import Evidence
package import LabModel

/// What one of a host's kernel counters came to over the whole run, all its boots together.
package struct CounterExpectation: Expectation {
  package static let kind = "counter"
  package static let usage = "counter: { host: HOST, name: Tcp.RetransSegs, is|at-least|at-most: N }"
  package static let summary =
    "What a kernel counter of a host (/proc/net/snmp and netstat, and eth0.RxDropped, eth0.TxDropped, Qdisc.Dropped)"
    + " grew by during the run."

  let host: String
  let name: String
  let bound: CountBound

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    host = try parameters.host("host")
    name = try parameters.counterName("name")
    guard let bound = try CountBound(&parameters) else {
      throw LabDiagnostic(
        parameters.node.position, "'counter' needs a number",
        remedy: "write 'is: N', 'at-least: N' or 'at-most: N'")
    }
    self.bound = bound
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
    let count = Int(clamping: found.counters[name] ?? 0)
    let sentence = "\(host) counted \(count) under \(name)"
    if bound.contains(count) { return Finding(.pass, sentence) }
    return Finding(.fail, sentence, expected: ["\(name) \(bound)"], actual: ["\(count)"])
  }

  /// Counters that every host has, so that none of them means 0.
  private static let alwaysThere = [
    "eth0.RxDropped", "eth0.TxDropped", "Qdisc.Dropped", "Tcp.RetransSegs", "Tcp.OutRsts",
    "TcpExt.TCPTimeouts",
  ]
}
