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
      """)

  @Argument(help: ArgumentHelp("The page.", valueName: "topic"))
  var topic: String?

  func validate() throws {
    guard let topic, ReferenceTopic.named(topic) == nil else { return }
    let names = ReferenceTopic.all.map(\.name).joined(separator: ", ")
    throw ValidationError("there is no topic '\(topic)'; the topics are \(names)")
  }

  func run() throws {
    let text = topic.flatMap(ReferenceTopic.named)?.page() ?? ReferenceTopic.index()
    try StandardOutput.write(text)
  }
}
