import ArgumentParser
import Reports

/// Judges stored runs again.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Judge stored runs again, with the lab file as it was when they ran.",
    discussion: """
      Needs no privileges and touches no kernel: a record and its lab decide. Exits as 'run' does. A folder of runs \
      stands for all in it. To judge with changed expectations, name the lab file with --lab.
      """)

  @Argument(help: ArgumentHelp("What 'halfopen run' wrote.", valueName: "run-dir"))
  var directories: [String]

  @Option(help: "Judge by this lab file instead of the one that the run kept.")
  var lab: String?

  @OptionGroup var rendering: RenderingArguments

  func run() throws {
    let outcomes = try StoredRuns.outcomes(of: directories) { record, directory in
      try StoredJudging.judge(record, directory: directory, labFile: lab)
    }
    let summary = StoredRuns.summary(of: outcomes)
    try StandardOutput.write(try rendering.render(summary))
    guard summary.exitStatus == 0 else { throw ExitCode(summary.exitStatus) }
  }
}
