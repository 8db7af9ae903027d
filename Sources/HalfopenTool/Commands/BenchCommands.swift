import ArgumentParser
import Evidence
import LabFile
import LabModel
import LabRunner
import LinuxHost

/// Figures for `make bench`, one JSON object per line. Not for people.
struct BenchWorldCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-world", abstract: "Time the building of a world of two hosts.", shouldDisplay: false)

  @Option var count = 20
  @Flag var wires = false

  func run() throws {
    for _ in 0..<count {
      let trial = try WorldTrial.run(wired: wires)
      try StandardOutput.write(
        """
        {"captures_ms":\(milliseconds(trial.capturesNs)),"down_ms":\(milliseconds(trial.downNs)),\
        "supervisor_ms":\(milliseconds(trial.supervisorNs)),"up_ms":\(milliseconds(trial.upNs))}

        """)
    }
  }
}

/// How long a lab takes beside what it waits for itself.
struct BenchLabCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench-lab", abstract: "Time a lab's overhead.", shouldDisplay: false)

  @Argument var lab = "labs/crash/process-crash-idle.yaml"
  @Option var count = 20

  func run() throws {
    guard let document = try LabLoading.documents(at: [self.lab]).first, let lab = document.labs.first else {
      throw ExitCode.badInput
    }
    let root = try OutputFolder.make(nil)
    let ending = EndingSupervisors()
    for round in 1...count {
      let session = LabSession(
        document: document, lab: lab, directory: OutputFolder.directory(of: lab, in: root, round: round),
        seed: 1,
        peerPath: try OwnFiles.peer())
      let startedAtNs = Clock.monotonicNs()
      let outcome = session.run(ending: ending) { _, _ in }
      let wallNs = Clock.monotonicNs() - startedAtNs
      let waitsNs = outcome.record.steps.reduce(Int64(0)) {
        $1.kind == "wait" ? $0 + $1.endedAtNs - $1.startedAtNs : $0
      }
      try StandardOutput.write(
        """
        {"overhead_ms":\(milliseconds(wallNs - waitsNs)),"verdict":"\(outcome.verdict.rawValue)",\
        "waits_ms":\(milliseconds(waitsNs)),"wall_ms":\(milliseconds(wallNs))}

        """)
    }
  }
}

/// Milliseconds with three places.
private func milliseconds(_ ns: Int64) -> String {
  let thousandths = String(ns / 1000 % 1000)
  return "\(ns / 1_000_000)." + String(repeating: "0", count: 3 - thousandths.count) + thousandths
}
