import Expectations

extension ReferenceTopic {
  static let expectations = ReferenceTopic(
    name: "expectations", summary: "what a run must show: packets, calls, sockets, exits",
    file: "expectations.md"
  ) {
    let entries = ExpectationCatalog.all.map { expectation in
      ReferenceEntry(word: expectation.kind, usage: expectation.usage, sentences: [expectation.summary])
        .description
    }
    return """
      # Expectations

      They stand under `expect`, which a lab passes or fails on, and under a claim's `test`, which decides whether \
      the claim is confirmed or refuted. Judging needs nothing but the run's record. Packets are chosen in the \
      [packet notation](notation.md), and so are moments and times.

      \(entries.joined(separator: "\n"))
      """
  }
}
