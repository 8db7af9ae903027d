import LabModel
import LabRunner
import LinuxHost

/// The programs that labs run with `command:` are installed.
struct ProgramsCheck: MachineCheck {
  static let name = "programs"
  static let neededFor = "the labs that run them"

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    let wanted = Set(machine.labs.flatMap(programs)).sorted()
    guard !wanted.isEmpty else { return .good("no lab asks for one") }
    let missing = wanted.filter { !isThere($0) }
    guard let first = missing.first else { return .good(wanted.joined(separator: ", ")) }
    let users = machine.labs.filter { programs($0).contains(first) }.map(\.name)
    let remedy = Remedy.installing(first)
    return .missing(
      what: "not installed: \(missing.joined(separator: ", "))",
      why: "\(users.first ?? "a lab") runs \(first); \(remedy.why)", remedy: remedy.action)
  }

  private static func programs(_ lab: Lab) -> [String] {
    lab.processes.compactMap { $0.command(ofLabFile: lab.file)?.first }
  }

  private static func isThere(_ program: String) -> Bool {
    do throws(SystemCallError) {
      _ = try Descriptor.open(try Executable.find(program), flags: .readOnly)
      return true
    } catch {
      // A program that may be run but not read is there.
      return error.name == "EACCES"
    }
  }
}
