import ArgumentParser
import FoundationEssentials
import LabFile
import LabModel
import LabRunner
import LinuxHost
import Reports

/// Says what this machine can and cannot run, and what mends it.
struct DoctorCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine can run, and the one command that fixes each gap.",
    discussion: """
      Tries what labs do: hosts are made, a connection is captured, a firewall rule is set, and all is gone again. \
      Exits with 0 when all labs can run, with 2 when something that they need is missing.
      """)

  @Argument(
    help: "Lab files or folders whose needs count, too (default: the folder labs, where there is one).")
  var labs: [String] = []

  @Option(help: "How to print it: \(Format.allCases.map(\.rawValue).joined(separator: " or ")).")
  var format = Format.text

  @Option(help: "Columns of a line (default: the terminal's, else 100).")
  var width: Int?

  @Option(help: "Colours: auto (on a terminal, unless NO_COLOR is set), always, never.")
  var color: ColorChoice = .auto

  @Flag(help: "Write ASCII only (the default where the locale is not UTF-8 or TERM is dumb).")
  var ascii = false

  private static let defaultFolder = "labs"
  private static let leastWidth = 60

  func validate() throws {
    if let width, !(Self.leastWidth...1000).contains(width) {
      throw ValidationError(
        "--width \(width) is too narrow or too wide; it is \(Self.leastWidth) to 1000 columns")
    }
  }

  func run() throws {
    var machine = ExaminedMachine(labs: try wantedLabs())
    let items = MachineCheckCatalog.all.map { check in
      DoctorReport.Item(check: check, result: check.examine(&machine))
    }
    let report = DoctorReport(
      kernel: kernelRelease(), isPrivileged: machine.facts.isPrivileged, container: machine.facts.container,
      items: items)
    switch format {
    case .text: try StandardOutput.write(report.text(options))
    case .json: try StandardOutput.write(try report.json())
    }
    guard report.exitStatus == 0 else { throw ExitCode(report.exitStatus) }
  }

  private func wantedLabs() throws -> [Lab] {
    let named = !labs.isEmpty
    guard named || FileManager.default.fileExists(atPath: Self.defaultFolder) else { return [] }
    let documents = try LabLoading.documents(at: named ? labs : [Self.defaultFolder])
    // What takes the whole machine is run only when asked for: its lack is no gap.
    return documents.flatMap(\.labs).filter { $0.machineWide == nil }
  }

  private var options: RenderOptions {
    let terminal = OutputTerminal()
    return RenderOptions(
      width: max(Self.leastWidth, width ?? terminal.columns ?? 100), colour: color.isColoured(on: terminal),
      ascii: ascii || !terminal.drawsBoxes, verbosity: .normal, ladders: .none)
  }
}
