import ArgumentParser

/// Draws the ladders of the page about packet classes anew, as a Swift file. Not for people: the tests compare it.
struct ReferenceLaddersCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference-ladders", abstract: "Draw the ladders of the page about packet classes.",
    shouldDisplay: false)

  @Argument var section: ExampleLadder.Section
  @Argument var captures = "Tests/Captures"

  func run() throws {
    try StandardOutput.write(try ExampleLadder.source(section, captures: captures))
  }
}

extension ExampleLadder.Section: ExpressibleByArgument {}
