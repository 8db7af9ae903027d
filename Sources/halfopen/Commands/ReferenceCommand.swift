import ArgumentParser

/// Prints the reference of what lab files may say.
struct ReferenceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "Print the reference of faults, packet classes, expectations and peer operations.",
    discussion:
      "Topics: \(ReferenceText.topics.map(\.name).joined(separator: ", ")). Without one, all of them.")

  @Argument(help: "What to print.")
  var topic: String?

  func validate() throws {
    guard let topic, ReferenceText.text(of: topic) == nil else { return }
    throw ValidationError(
      "there is no topic '\(topic)'; the topics are \(ReferenceText.topics.map(\.name).joined(separator: ", "))"
    )
  }

  func run() throws {
    let texts = topic.map { [ReferenceText.text(of: $0) ?? ""] } ?? ReferenceText.topics.map { $0.make() }
    try StandardOutput.write(texts.joined(separator: "\n"))
  }
}
