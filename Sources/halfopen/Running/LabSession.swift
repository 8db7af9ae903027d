import Evidence
import Expectations
import FoundationEssentials
import LabFile
import LabModel
import LabRunner
import LinuxHost

/// One run of one lab: its directory, its supervisor, its record, its judgement.
///
/// Used from the thread that makes it to the end: a supervisor dies with the thread that started it.
struct LabSession: Sendable {
  let document: LabDocument
  let lab: Lab
  let directory: String
  let seed: UInt64
  let peerPath: String

  /// Runs the lab; whatever goes wrong on the way makes the outcome inconclusive.
  ///
  /// - Parameters:
  ///   - processor: The one that the lab has, counted round.
  ///   - ending: The calling thread's, to whom the supervisor is left when its record is there.
  ///   - onProgress: Told what the run does, and for how many nanoseconds at most.
  func run(
    processor: Int = 0, ending: EndingSupervisors = EndingSupervisors(), onProgress: (String, Int64?) -> Void
  ) -> LabOutcome {
    let startedAtNs = Clock.realtimeNs()
    do {
      let record = try runSupervised(processor, ending, onProgress)
      return try Judge.judge(
        record, lab: lab, referee: Referee.comparisons(in: record), directory: directory)
    } catch {
      return failure("\(error)", startedAtNs: startedAtNs)
    }
  }

  private func runSupervised(
    _ processor: Int, _ ending: EndingSupervisors, _ onProgress: (String, Int64?) -> Void
  ) throws -> RunRecord {
    try prepareDirectory()
    let run: SupervisedRun
    do throws(SystemCallError) {
      run = try SupervisedRun.start(
        LabRequest(
          file: document.file, labName: lab.name, variant: lab.variant, directory: directory, seed: seed,
          peerPath: peerPath, processor: processor))
    } catch { throw WorldError(Remedy.sentence(for: error)) }
    defer { leave(run, to: ending, onProgress) }
    while true {
      switch try run.nextMessage(timeoutNs: nil) {
      case .progress(let words, let limitNs): onProgress(words, limitNs)
      case .done: return try RunDirectory(path: directory).read()
      case .failed(let why): throw WorldError(why)
      case .measured, nil: continue
      }
    }
  }

  private func leave(
    _ run: SupervisedRun, to ending: EndingSupervisors, _ onProgress: (String, Int64?) -> Void
  ) {
    do throws(SystemCallError) { try ending.add(run) } catch {
      onProgress("\(error)", nil)
    }
  }

  /// An empty directory with the lab as it is run; what an earlier run left there is overwritten.
  private func prepareDirectory() throws {
    let files = FileManager.default
    try files.createDirectory(atPath: directory, withIntermediateDirectories: true)
    for name in try files.contentsOfDirectory(atPath: directory) where Self.isOurs(name) {
      try files.removeItem(atPath: directory + "/" + name)
    }
    try writeFile(directory + "/lab.yaml", Array(document.text.utf8))
  }

  /// Only what a run writes is ever removed from a folder that people name.
  private static func isOurs(_ name: String) -> Bool {
    ["record.json", "lab.yaml", "hosts"].contains(name)
      || [".pcapng", ".stdout", ".stderr"].contains { name.hasSuffix($0) }
  }

  private func failure(_ why: String, startedAtNs: Int64) -> LabOutcome {
    var record = RunRecord(
      lab: lab.name, variant: lab.variant, title: lab.title, labFile: document.file, labText: document.text,
      kernel: kernelRelease(), seed: seed, startedAtNs: startedAtNs, endedAtNs: Clock.realtimeNs())
    record.problems = [why]
    return LabOutcome(
      record: record, verdict: .inconclusive, reason: why,
      claims: lab.claims.map {
        ClaimOutcome(text: $0.text, source: $0.source, verdict: .notJudged, evidence: "the lab did not run")
      }, expectations: [], referee: [], directory: directory)
  }
}
