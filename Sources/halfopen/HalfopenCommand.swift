import ArgumentParser

/// The root of the command line. A new subcommand is one file in `Commands/` and one line here.
@main
struct HalfopenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "halfopen",
    abstract: "A live TCP fault-injection lab: real faults, real packets, and what they mean.",
    version: HalfopenVersion.text,
    subcommands: [
      RunCommand.self, CheckCommand.self, ReportCommand.self, ListCommand.self, ValidateCommand.self,
      AnalyzeCommand.self, DoctorCommand.self, ReferenceCommand.self, SuperviseCommand.self,
      BenchWorldCommand.self, BenchLabCommand.self,
    ])
}
