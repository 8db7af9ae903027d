import ArgumentParser
import Glibc
import LabRunner
import LinuxHost

/// The root of the command line. A new subcommand is one file in `Commands/` and one line here.
@main
struct HalfopenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "halfopen",
    abstract: "A live TCP fault-injection lab: real faults, real packets, and what they mean.",
    version: HalfopenVersion.text,
    subcommands: [
      RunCommand.self, CheckCommand.self, ReportCommand.self, ListCommand.self, ValidateCommand.self,
      AnalyzeCommand.self, DoctorCommand.self, ClaimsCommand.self, InitCommand.self, ReferenceCommand.self,
      BenchWorldCommand.self, BenchLabCommand.self, ReferenceLaddersCommand.self,
    ])

  /// sysexits.h, EX_SOFTWARE.
  private static let ownBug: Int32 = 70

  static func main() {
    Supervisor.runIfAsked(CommandLine.arguments)
    openClosedStandardDescriptors()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error as OutputError {
      StandardError.write("halfopen: error: \(error)\n")
      Glibc.exit(OutputError.exitStatus)
    } catch let error as MachineError {
      StandardError.write("halfopen: error: \(error)\n")
      Glibc.exit(MachineError.exitStatus)
    } catch let error as SystemCallError where error.remedy != nil {
      StandardError.write("halfopen: error: \(error)\n")
      Glibc.exit(MachineError.exitStatus)
    } catch  where !(error is ExitCode) && exitCode(for: error) == .failure {
      // Verdicts and usage have exit statuses of their own; nobody expected this, and 1 would say that a lab failed.
      StandardError.write(
        "halfopen: error: \(error)\nThis is a bug of halfopen: please report it with the command.\n")
      Glibc.exit(ownBug)
    } catch {
      exit(withError: error)
    }
  }
}
