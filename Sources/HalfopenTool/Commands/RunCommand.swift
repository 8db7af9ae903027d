import ArgumentParser
import Evidence
import LabFile
import LabModel
import LinuxHost
import Reports

/// Runs labs and says what came of them.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run labs: real hosts, real faults, and a verdict.",
    discussion: """
      Exits with 0 when every lab passed, 1 when an expectation failed, 2 when a run was inconclusive (a fault did \
      not take hold, frames were lost, this machine cannot run it), 65 for a bad lab file.

      Examples:
        halfopen run labs/crash                        all labs of a folder, with ladders
        halfopen run lab.yaml --repeat 200 --quiet     the same lab 200 times
        halfopen run labs --format junit > labs.xml    for a CI server
        halfopen run labs --filter power-loss --jobs 4
      """)

  /// Each round is planned before the first runs.
  private static let mostRounds = 100_000

  @Argument(help: ArgumentHelp("Lab files, or folders of them.", valueName: "lab.yaml | folder"))
  var labs: [String]

  @Option(
    name: .shortAndLong,
    help: "So many labs at the same time (default: 20 for each processor, for labs mostly wait).")
  var jobs: Int = 0

  @Option(
    name: .shortAndLong,
    help: "The folder for the run directories (default: a new one in halfopen-runs).")
  var output: String?

  @Option(help: "Only labs whose name or variant contains this.")
  var filter: String?

  @Option(help: "Run each lab so many times.")
  var `repeat`: Int = 1

  @Option(help: "The seed of everything random (default: a new one, which the report tells).")
  var seed: UInt64?

  @Option(
    help: """
      Run only the i-th of n parts of the labs: 1/4; with 'auto' the part that the CI system names \
      (\(Shard.variables)).
      """)
  var shard: Shard?

  @Flag(help: "Begin no more labs after the first failure.")
  var failFast = false

  @Option(help: "End a lab that takes longer, with a record of what there was: 90s, 10m.")
  var timeLimit: TimeLimit = TimeLimit(time: .seconds(300))

  @Flag(
    help: "Run one lab, keep its hosts up afterwards, and say how to enter them; Enter or Ctrl-C ends them.")
  var hold = false

  @Flag(help: "Run labs, too, that take as long as production's own timeouts.")
  var slow = false

  @Flag(
    help: """
      Run labs, too, that need a setting of the whole machine or a real device, which no host of a lab has.
      """)
  var machineWide = false

  @OptionGroup var granting: GrantArguments

  @OptionGroup var rendering: RenderingArguments

  func validate() throws {
    guard self.repeat >= 1 else { throw ValidationError("--repeat \(self.repeat) is less than once") }
    guard self.repeat <= Self.mostRounds else {
      throw ValidationError("--repeat \(self.repeat) is more than \(Self.mostRounds) times")
    }
    guard (0...256).contains(jobs) else { throw ValidationError("--jobs \(jobs) is not from 0 to 256") }
  }

  func run() throws {
    let sessions = try plan()
    let signals = try PendingSignals([.int, .term, .hup])
    func report(_ outcomes: [LabOutcome]) throws -> Int32 {
      let summary = StoredRuns.summary(of: outcomes)
      try StandardOutput.write(try rendering.render(summary))
      return summary.exitStatus
    }
    if hold { throw ExitCode(try HeldRun(signals: signals).run(sessions, report: report)) }
    let result = try LabQueue(
      sessions, jobs: jobs == 0 ? 20 * availableProcessors() : jobs, failFast: failFast
    ).run(until: signals)
    let status = try report(result.outcomes)
    switch result.closing {
    case .interrupted(let signal)?:
      StandardError.write("halfopen: stopped by \(signal); \(result.notRun) labs were not run\n")
      throw ExitCode(128 + signal.number)
    case .failed(let lab)? where result.notRun > 0:
      StandardError.write(
        "halfopen: \(lab.harmless) failed; \(result.notRun) labs were not run (--fail-fast)\n")
    case .failed?, nil: break
    }
    guard status == 0 else { throw ExitCode(status) }
  }

  /// What is to be run, in order; all problems of all lab files in one go.
  private func plan() throws -> [LabSession] {
    let documents = try LabLoading.documents(at: labs)
    try refuseSameNames(documents)
    let wanted = documents.flatMap { document in document.labs.map { (document, $0) } }
      .filter { _, lab in isWanted(lab) }
    leaveOut(wanted.map(\.1))
    let runnable = wanted.filter { _, lab in whyLeftOut(lab) == nil }
    let chosen = runnable.enumerated().filter { shard?.contains($0.offset) ?? true }.map(\.element)
    // A shard may have nothing to do: there are more machines than labs.
    guard !runnable.isEmpty else {
      StandardError.write("halfopen: no lab is left to run: 'halfopen list' shows what there is\n")
      throw ExitCode(ExitCode.validationFailure.rawValue)
    }
    let root = try OutputFolder.make(output)
    let seed = self.seed ?? UInt64.random(in: 1...999_999)
    let peerPath = try OwnFiles.peer()
    let keepsPassedRecords = rendering.showsPassedRuns(labs: chosen.count)
    let sessions = chosen.flatMap { document, lab in
      (1...self.repeat).map { round in
        LabSession(
          document: document, lab: lab,
          directory: OutputFolder.directory(of: lab, in: root, round: self.repeat == 1 ? nil : round),
          seed: seed, peerPath: peerPath, limit: timeLimit.time, keepsPassedRecords: keepsPassedRecords,
          grants: granting.grants)
      }
    }
    do { try StoredRuns.removeStale(before: sessions, in: root) } catch {
      throw ValidationError("cannot remove earlier runs: name another folder with --output (\(error))")
    }
    return sessions
  }

  /// Two labs of one name would overwrite each other's records.
  private func refuseSameNames(_ documents: [LabDocument]) throws {
    var files: [String: String] = [:]
    let problems = documents.compactMap { document -> LabDiagnostic? in
      guard let name = document.labs.first?.name else { return nil }
      guard let other = files.updateValue(document.file, forKey: name) else { return nil }
      return LabDiagnostic(
        SourcePosition(file: document.file, line: 1, column: 1), "'\(other)' has the same name, '\(name)'",
        why: "a lab is called after its folder and its file, and so is the directory of its run",
        remedy: "rename one, or run them one after the other, each with an --output of its own")
    }
    guard problems.isEmpty else {
      LabLoading.report(problems)
      throw ExitCode.badInput
    }
  }

  /// Says which labs are not run and why: a lab that is passed over in silence would be taken for one that passed.
  private func leaveOut(_ labs: [Lab]) {
    let lines = labs.compactMap { lab in
      whyLeftOut(lab).map { "halfopen: not run: \(ListCommand.name(of: lab)): \($0)".harmless + "\n" }
    }
    StandardError.write(lines.joined())
  }

  private func whyLeftOut(_ lab: Lab) -> String? {
    if let length = lab.slow, !slow { return "it takes \(length.labText); '--slow' runs it" }
    if let why = lab.machineWide, !machineWide { return "\(why); '--machine-wide' runs it" }
    return nil
  }

  private func isWanted(_ lab: Lab) -> Bool {
    guard let filter else { return true }
    return lab.name.contains(filter) || (lab.variant?.contains(filter) ?? false)
  }
}
