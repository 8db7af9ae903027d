package import LabModel

/// Waits until a host's kernel has counted so much since the lab began.
package struct CounterWait: WaitCondition {
  package static let key = "counter"
  package static let usage = "wait: { counter: { host: HOST, name: TcpExt.TCPTimeouts, at-least: N } }"
  package static let summary =
    "A kernel counter of a host has grown by so much since the lab began: by 1 unless 'at-least' says more."

  let host: String
  let name: String
  let atLeast: Int

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    let node = try parameters.require("counter")
    var inner = ParameterReader(kind: "counter", node: node, names: parameters.names)
    host = try inner.host("host")
    name = try inner.counterName("name")
    atLeast = try inner.count("at-least") ?? 1
    try inner.finish()
    guard atLeast > 0 else {
      throw LabDiagnostic(
        node.position, "'at-least: 0' is true from the start", remedy: "write for example 'at-least: 1'")
    }
  }

  package var text: String { "\(host) counted \(atLeast) under \(name)" }

  package var question: RunView.Question? { .counters(host: host) }

  package func isMet(by run: RunView) -> Bool { run.counters[host]?[name] ?? 0 >= Int64(atLeast) }
}
