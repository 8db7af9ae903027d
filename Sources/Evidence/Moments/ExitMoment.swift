package import LabModel

/// The end of a process, as waits and the moments of expectations say it: `{ process: client, exited: true }`.
package struct ExitMoment: Sendable {
  private let process: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    process = try parameters.process("process")
    guard try parameters.boolean("exited") == true else {
      throw LabDiagnostic(parameters.node.position, "'exited' can only be true")
    }
  }

  /// In words: "client ended".
  package var text: String { "\(process) ended" }

  /// Each time that it happened in a run (as far as it has gone), the earliest first.
  package func times(_ record: RunRecord) -> [Int64] {
    record.processes.filter { $0.name == process }.compactMap(\.exitedAtNs).sorted()
  }
}
