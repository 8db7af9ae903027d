import ArgumentParser
import Evidence
import LabFile
import LabModel
import LinuxHost

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "run", abstract: "Run labs.")
  @Argument var labs: [String]
  @Option var output: String = "halfopen-runs"

  func run() throws {
    let (documents, problems) = LabLoading.load(labs)
    LabLoading.report(problems)
    let own = try Executable.own()
    let folder = own.split(separator: "/").dropLast().joined(separator: "/")
    for document in documents {
      for lab in document.labs {
        let session = LabSession(
          document: document, lab: lab, directory: "/tmp/ho/" + lab.name, seed: 1, peerPath: "/\(folder)/halfopen-peer") { print("…", $0, $1 ?? -1) }
        let outcome = session.run()
        print(lab.name, outcome.verdict, outcome.reason)
        for e in outcome.expectations { print("  ", e.verdict, e.text, e.evidence); if e.verdict != .pass { print(e.expected, e.actual) } }
        for p in outcome.record.packets { print("  ", p.number, p.sentAtNs - outcome.record.startedAtNs, p.from, p.to, p.packetClass, p.flags, p.kind as Any, p.fate) }
        for p in outcome.record.calls { print("  ", p.process, p.instruction, p.result as Any, p.error as Any) }
        for p in outcome.record.states { print("  ", p.atNs - outcome.record.startedAtNs, p.host, p.localPort, p.state, p.previous as Any) }
      }
    }
  }
}
