package import Evidence
package import LabModel
import WireFormat

/// How a process ended, or that it still ran.
package struct ExitExpectation: Expectation {
  package static let kind = "exit"
  package static let usage = """
    exit: { process: PROCESS, status: N }
    exit: { process: PROCESS, signal: SIGKILL }
    exit: { process: PROCESS, running: true }
    """
  package static let summary =
    "How a process ended: its status, the signal that killed it, or that it still ran."

  enum Ending: Sendable, Hashable {
    case status(Int)
    case signal(String)
    case running
  }

  let process: String
  let ending: Ending

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    self.process = try parameters.process("process")
    let status = try parameters.integer("status")
    let signal = try parameters.text("signal")
    let running = try parameters.boolean("running")
    try parameters.finish()
    switch (status, signal, running) {
    case (let status?, nil, nil): self.ending = .status(status)
    case (nil, let signal?, nil):
      let name = signal.uppercased()
      self.ending = .signal(name.hasPrefix("SIG") ? name : "SIG\(name)")
    case (nil, nil, true?): self.ending = .running
    default:
      throw LabDiagnostic(
        parameters.node.position, "'exit' needs one of 'status', 'signal' and 'running: true'",
        remedy: "write for example 'exit: { process: \(process), signal: SIGKILL }'")
    }
  }

  package func judge(_ record: RunRecord) -> Finding {
    guard let found = record.processes.last(where: { $0.name == process }) else {
      return Finding(.inconclusive, "\(process) was never started")
    }
    let actual: Ending =
      switch found.exit {
      case .status(let status)?: .status(status)
      case .signal(let name)?: .signal(name)
      case nil: .running
      }
    let sentence =
      "\(process) \(Self.text(actual))" + (found.exitedAtNs.map { " at \(record.time($0))" } ?? "")
    if actual == ending { return Finding(.pass, sentence) }
    return Finding(.fail, sentence, expected: ["\(process) \(Self.text(ending))"], actual: [sentence])
  }

  private static func text(_ ending: Ending) -> String {
    switch ending {
    case .status(let status): "exited with status \(status)"
    case .signal(let name): "was ended by \(name)"
    case .running: "still ran at the end"
    }
  }
}
