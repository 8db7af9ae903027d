/// One page of the reference, made from the catalogs that lab files are read with.
///
/// A new fault or class appears on its page by being in its catalog. `docs/` holds a copy of every page,
/// which a test compares.
struct ReferenceTopic: Sendable {
  /// The word after `halfopen reference`.
  var name: String
  /// What the page is about, in one line.
  var summary: String
  /// The copy's name in `docs/`.
  var file: String
  /// The page in Markdown, ending in a line feed.
  var page: @Sendable () -> String

  /// A new page is one file and one line here.
  static let all: [ReferenceTopic] = [
    .steps, .network, .faults, .operations, .expectations, .notation, .classes, .timers, .reports, .schema,
    .manual,
  ]

  static func named(_ name: String) -> ReferenceTopic? { all.first { $0.name == name } }

  /// What is printed when no topic is asked for: what there is.
  static func index() -> String {
    let topics = MarkdownTable(
      head: ["topic", "page", "about"],
      rows: all.map { ["`halfopen reference \($0.name)`", "[\($0.file)](\($0.file))", $0.summary] })
    return """
      # Reference

      What a lab file may say, and what the words mean. Every page is printed by halfopen itself from the lists that \
      lab files are read with.

      \(topics)
      """
  }
}

/// A table in Markdown (GitHub's), ending in a line feed.
struct MarkdownTable: CustomStringConvertible {
  var head: [String]
  var rows: [[String]]

  var description: String {
    ([head, head.map { _ in "---" }] + rows).map { row in
      // A bar would end the cell, also inside of code: GitHub Flavored Markdown §4.10.
      "| " + row.map { $0.replacing("|", with: "\\|").replacing("\n", with: " ") }.joined(separator: " | ")
        + " |\n"
    }.joined()
  }
}

/// The part of a page about one word of a lab file, ending in a line feed.
struct ReferenceEntry: CustomStringConvertible {
  var word: String
  /// What the heading says after the word, where several entries have the same.
  var part: String?
  /// How it is written; one line per form.
  var usage: String
  var sentences: [String]

  var description: String {
    """
    ## `\(word)`\(part.map { " for `\($0)`" } ?? "")

    ```yaml
    \(usage)
    ```

    \(sentences.joined(separator: "\n\n"))

    """
  }
}
