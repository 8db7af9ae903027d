import ArgumentParser

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "doctor", abstract: "Not built yet.")

  func run() throws {
    throw CleanExit.message("not built yet")
  }
}
