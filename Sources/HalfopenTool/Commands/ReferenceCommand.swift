import ArgumentParser

/// Prints the reference of what lab files may say.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "Print the reference of faults, packet classes, expectations and peer operations.",
    discussion: """
      Topics:
      \(ReferenceTopic.all.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))

      Without one, their list. The pages are Markdown, but for the schema (JSON) and the manual page (roff).

      Examples:
        halfopen reference timers --this-machine
        halfopen reference timers --retries2 5 --user-timeout 20s
      """)

  @Argument(help: ArgumentHelp("The page.", valueName: "topic"))
  var topic: String?

  @OptionGroup(title: "Settings for 'timers'") var timers: TimerArguments

  func validate() throws {
    guard topic == ReferenceTopic.timers.name || !timers.isUsed else {
      throw ValidationError("settings are for 'halfopen reference timers' only")
    }
    guard let topic, ReferenceTopic.named(topic) == nil else { return }
    let names = ReferenceTopic.all.map(\.name).joined(separator: ", ")
    throw ValidationError("there is no topic '\(topic)'; the topics are \(names)")
  }

  func run() throws {
    guard !timers.isUsed else {
      return try StandardOutput.write(TimersPage.text(try timers.settings()))
    }
    let text = topic.flatMap(ReferenceTopic.named)?.page() ?? ReferenceTopic.index()
    try StandardOutput.write(text)
  }
}
