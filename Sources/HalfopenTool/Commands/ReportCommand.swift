import ArgumentParser
import Reports

/// Renders stored runs again, in any format; exits as the runs themselves would.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Show stored runs again, in any format.",
    discussion:
      "Needs no privileges: a run's record holds all that was seen. A folder of runs stands for all in it.")

  @Argument(help: ArgumentHelp("What 'halfopen run' wrote.", valueName: "run-dir"))
  var directories: [String]

  @OptionGroup var rendering: RenderingArguments

  func run() throws {
    let outcomes = try StoredRuns.outcomes(of: directories, judging: StoredJudging.judge)
    let summary = StoredRuns.summary(of: outcomes)
    try StandardOutput.write(try rendering.render(summary))
    guard summary.exitStatus == 0 else { throw ExitCode(summary.exitStatus) }
  }
}
