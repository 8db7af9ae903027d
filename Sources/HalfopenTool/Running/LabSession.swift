import Evidence
import Expectations
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
  /// How long the run may take; what a lab says of itself (`slow`) counts on top.
  var limit = Duration.seconds(300)
  /// Whether the outcome of a run that passed holds all of its record: with thousands of runs that is what fills the
  /// memory, and it is in the run directory anyway.
  var keepsPassedRecords = true
  /// What the lab's programs may use of the machine, besides what all may.
  var grants = ProgramGrants()
  /// A run that was told to stop may take so long for its record.
  private static let lastWordsNs: Int64 = 5_000_000_000

  /// Runs the lab; whatever goes wrong on the way makes the outcome inconclusive.
  ///
  /// - Parameters:
  ///   - processor: The one that the lab has, counted round.
  ///   - ending: The calling thread's, to whom the supervisor is left when its record is there.
  ///   - stopping: Becomes readable when the run is to end early.
  ///   - hold: Called with the judged run while its hosts are still up, and how to enter them.
  ///   - onBuilt: Called when its hosts are up.
  ///   - onProgress: Told what the run does, and for how many nanoseconds at most.
  func run(
    processor: Int = 0, ending: EndingSupervisors = EndingSupervisors(), stopping: Descriptor? = nil,
    hold: ((LabOutcome, [(host: String, command: String)]) -> Void)? = nil,
    onBuilt: () -> Void = {}, onProgress: (String, Int64?) -> Void
  ) -> LabOutcome {
    let startedAtNs = Clock.realtimeNs()
    do {
      try prepareDirectory()
      let run = try start(processor, holds: hold != nil)
      defer { leave(run, to: ending, onProgress) }
      let held = try follow(run, holds: hold != nil, stopping, onBuilt, onProgress)
      let record = try RunDirectory(path: directory).read()
      var outcome = try Judge.judge(
        record, lab: lab, referee: Referee.comparisons(in: record), directory: directory)
      if outcome.verdict == .pass, !keepsPassedRecords {
        outcome.record = outcome.record.head
        outcome.record.labText = document.text
      }
      if let hold { hold(outcome, try HeldHost.commands(held, supervisor: run.pid)) }
      return outcome
    } catch {
      return failure("\(error)", startedAtNs: startedAtNs)
    }
  }

  private func start(_ processor: Int, holds: Bool) throws -> SupervisedRun {
    var request = LabRequest(
      file: document.file, labName: lab.name, variant: lab.variant, directory: directory, seed: seed,
      peerPath: peerPath, processor: processor)
    request.holds = holds
    request.writableFolders = grants.writable
    request.variables = grants.environment
    do throws(SystemCallError) { return try SupervisedRun.start(request) } catch {
      throw WorldError(Remedy.sentence(for: error))
    }
  }

  /// Listens to a run until its record is written.
  ///
  /// - Returns: The hosts that it holds.
  private func follow(
    _ run: SupervisedRun, holds: Bool, _ stopping: Descriptor?, _ onBuilt: () -> Void,
    _ onProgress: (String, Int64?) -> Void
  ) throws -> [HeldHost] {
    let limitNs = (limit + (lab.slow ?? .zero) * 5 / 4).wholeNs
    var deadline = Clock.monotonicNs() + limitNs
    var whyStopped: String?
    while true {
      let message = try run.nextMessage(
        timeoutNs: max(0, deadline - Clock.monotonicNs()), or: whyStopped == nil ? stopping : nil)
      switch message {
      case .progress(let words, let limitNs): onProgress(words, limitNs)
      case .built: onBuilt()
      case .done: return []
      case .held(let hosts): return hosts
      case .failed(let why):
        // A record is renamed into its place when it is whole: what ended its supervisor after that changes nothing.
        guard fileExists(RunDirectory(path: directory).recordPath), !holds else { throw WorldError(why) }
        return []
      case .measured: continue
      case nil:
        let isLate = Clock.monotonicNs() >= deadline
        if let whyStopped {
          guard isLate else { continue }
          throw WorldError(
            "\(whyStopped); its supervisor stood still, wrote no record within 5 s, and was killed")
        }
        deadline = Clock.monotonicNs() + Self.lastWordsNs
        let reason =
          isLate
          ? "it was not over after \(Duration.nanoseconds(limitNs).labText); '--time-limit' gives it more time"
          : "it was stopped before its end"
        whyStopped = reason
        // One that has just ended says so in the next message.
        do throws(SystemCallError) { try run.stop(because: reason) } catch { continue }
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
    try makeFolders(directory)
    try StoredRuns.empty(directory)
    try writeFile(directory + "/lab.yaml", Array(document.text.utf8))
  }

  /// Writes the record of a run whose supervisor has written none, so that it can be shown again.
  ///
  /// - Returns: Why it could not.
  private func store(_ record: RunRecord, why: String) -> [String] {
    var record = record
    record.problems = [why]
    let run = RunDirectory(path: directory)
    guard !fileExists(run.recordPath) else { return [] }
    do {
      try makeFolders(directory)
      try replaceFile(run.recordPath, Array(try RunDirectory.encoded(record, path: run.recordPath)))
      return []
    } catch {
      return "\(error)" == why ? [] : ["\(error)"]
    }
  }

  private func failure(_ why: String, startedAtNs: Int64) -> LabOutcome {
    var record = RunRecord(
      lab: lab.name, variant: lab.variant, title: lab.title, labFile: document.file, labText: document.text,
      kernel: kernelRelease(), seed: seed, startedAtNs: startedAtNs, endedAtNs: Clock.realtimeNs())
    record.problems = [why] + store(record, why: why)
    return LabOutcome(
      record: record, verdict: .inconclusive, reason: why,
      claims: lab.claims.map {
        ClaimOutcome(text: $0.text, source: $0.source, verdict: .notJudged, evidence: "the lab did not run")
      }, expectations: [], referee: [], directory: directory)
  }
}
