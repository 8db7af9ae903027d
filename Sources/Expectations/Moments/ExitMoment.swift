import Evidence
import LabModel

/// The end of a process.
struct ExitMoment: MomentEvent {
  private let process: String

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    process = try parameters.process("process")
    guard try parameters.boolean("exited") == true else {
      throw LabDiagnostic(parameters.node.position, "'exited' can only be true")
    }
  }

  var text: String { "\(process) ended" }
  var absence: String { "it was not seen that \(text)" }

  func times(_ record: RunRecord) -> [Int64] {
    record.processes.filter { $0.name == process }.compactMap(\.exitedAtNs).sorted()
  }
}
