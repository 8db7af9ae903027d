import ArgumentParser

struct AnalyzeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "analyze", abstract: "Not built yet.")

  func run() throws {
    throw CleanExit.message("not built yet")
  }
}
