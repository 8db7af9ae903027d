package import Evidence
package import LabModel

/// How a process ended, or that it still ran, and what it printed.
package struct ProcessExpectation: Expectation {
  package static let kind = "process"
  package static let usage = """
    process: { name: PROCESS, status: N }
    process: { name: PROCESS, signal: SIGKILL }
    process: { name: PROCESS, running: true }
    process: { name: PROCESS, prints: TEXT, never-prints: TEXT, on: stdout|stderr }
    """
  package static let summary = """
    How a process ended: its status, the signal that killed it, or that it still ran; and what a `command` printed \
    (the first 64 KiB of each output).
    """

  enum Ending: Sendable, Hashable {
    case status(Int)
    case signal(String)
    case running
  }

  let process: String
  let ending: Ending?
  let print: PrintedText?

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    self.process = try parameters.process("name")
    let status = try parameters.integer("status")
    let signal = try parameters.signalName("signal")
    let running = try parameters.boolean("running")
    self.print = try PrintedText(&parameters)
    try parameters.finish()
    switch (status, signal, running) {
    case (let status?, nil, nil): self.ending = .status(status)
    case (nil, let signal?, nil): self.ending = .signal(signal)
    case (nil, nil, true?): self.ending = .running
    case (nil, nil, nil) where print != nil: self.ending = nil
    default:
      throw LabDiagnostic(
        parameters.node.position, "'process' needs one of 'status', 'signal', 'running: true' and 'prints'",
        remedy: "write for example 'process: { name: \(process), signal: SIGKILL }'")
    }
  }

  package func judge(_ record: RunRecord) -> Finding {
    guard let found = record.processes.last(where: { $0.name == process }) else {
      return Finding(.inconclusive, "\(process) was never started")
    }
    var findings: [Finding] = []
    if let ending { findings.append(judge(ending, found, record)) }
    if let print { findings.append(print.judge(found)) }
    return Finding(all: findings)
  }

  private func judge(_ ending: Ending, _ found: ProcessRecord, _ record: RunRecord) -> Finding {
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
