import ArgumentParser
import Expectations
import LabFile
import LabModel

/// Reads lab files and resolves every word in them, without touching the kernel.
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Check lab files without running them.",
    discussion: """
      Every problem is printed as file:line:column: error: what, why, what to do. \
      Exits with 0 when all are fine and with 65 when one is not.
      """)

  @Argument(help: "Lab files, or folders of them.")
  var labs: [String]

  func run() throws {
    let documents = try LabLoading.documents(at: labs)
    let count = documents.reduce(0) { $0 + $1.labs.count }
    try StandardOutput.write("\(documents.count) lab files, \(count) labs: no problems\n")
  }
}
