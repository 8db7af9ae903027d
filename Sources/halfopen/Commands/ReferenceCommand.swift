import ArgumentParser

struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "reference", abstract: "Not built yet.")

  func run() throws {
    throw CleanExit.message("not built yet")
  }
}
