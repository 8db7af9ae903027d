import ArgumentParser
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

  @Argument(help: ArgumentHelp("Lab files, or folders of them.", valueName: "lab.yaml | folder"))
  var labs: [String]

  @Option(name: .shortAndLong, help: "So many labs at the same time (default: one per processor).")
  var jobs: Int?

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

  @Option(help: "Run only the i-th of n parts of the labs: 1/4.")
  var shard: Shard?

  @Flag(help: "Run labs, too, that take as long as production's own timeouts.")
  var slow = false

  @OptionGroup var rendering: RenderingArguments

  func validate() throws {
    guard self.repeat >= 1 else { throw ValidationError("--repeat \(self.repeat) is less than once") }
    if let jobs, !(1...256).contains(jobs) { throw ValidationError("--jobs \(jobs) is not from 1 to 256") }
  }

  func run() throws {
    let sessions = try plan()
    let outcomes = LabQueue(sessions, jobs: jobs ?? availableProcessors()).run()
    let summary = StoredRuns.summary(of: outcomes)
    try StandardOutput.write(try rendering.render(summary))
    guard summary.exitStatus == 0 else { throw ExitCode(summary.exitStatus) }
  }

  /// What is to be run, in order; all problems of all lab files in one go.
  private func plan() throws -> [LabSession] {
    let (documents, problems) = LabLoading.load(labs)
    LabLoading.report(problems)
    guard problems.isEmpty else { throw ExitCode(LabLoading.badLabFile) }
    let chosen = documents.flatMap { document in document.labs.map { (document, $0) } }
      .filter { _, lab in (slow || lab.slow == nil) && isWanted(lab) }
      .enumerated().filter { shard?.contains($0.offset) ?? true }.map(\.element)
    guard !chosen.isEmpty else {
      StandardError.write("halfopen: no lab is left to run: 'halfopen list' shows what there is\n")
      throw ExitCode(ExitCode.validationFailure.rawValue)
    }
    let root = try OutputFolder.make(output)
    let seed = self.seed ?? UInt64.random(in: 1...999_999)
    let peerPath = try OwnFiles.peer()
    return chosen.flatMap { document, lab in
      (1...self.repeat).map { round in
        LabSession(
          document: document, lab: lab,
          directory: OutputFolder.directory(of: lab, in: root, round: self.repeat == 1 ? nil : round),
          seed: seed, peerPath: peerPath)
      }
    }
  }

  private func isWanted(_ lab: Lab) -> Bool {
    guard let filter else { return true }
    return lab.name.contains(filter) || (lab.variant?.contains(filter) ?? false)
  }
}

/// `2/5`: every fifth lab, beginning with the second.
struct Shard: ExpressibleByArgument {
  let index: Int
  let count: Int

  init?(argument: String) {
    let parts = argument.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), count >= 1,
      (1...count).contains(index)
    else { return nil }
    self.index = index
    self.count = count
  }

  func contains(_ offset: Int) -> Bool { offset % count == index - 1 }
}
