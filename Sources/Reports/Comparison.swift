package import Evidence

/// What was expected and what was there, line by line, for a reader to lay under each other.
package struct Comparison: Sendable, Hashable {
  package struct Row: Sendable, Hashable {
    /// `expected` or `actual` on the first row of each, else empty.
    package var word: String
    package var text: String
    package var isExpected: Bool
    /// Whether the other side has not this text at this place.
    package var differs: Bool
  }

  package var rows: [Row] = []

  /// More lines of a side than this are cut: the record has them all.
  package static let mostLines = 40

  /// Empty for an expectation that passed or that has nothing to compare.
  package init(_ expectation: ExpectationOutcome) {
    let (expected, actual) = (expectation.expected, expectation.actual)
    guard expectation.verdict != .pass, !(expected.isEmpty && actual.isEmpty) else { return }
    add("expected", expected, other: actual)
    add("actual", actual, other: expected)
  }

  private mutating func add(_ word: String, _ own: [String], other: [String]) {
    let shown = own.isEmpty ? ["nothing"] : Array(own.prefix(Self.mostLines))
    for (index, text) in shown.enumerated() {
      let isSame = other.indices.contains(index) && own.indices.contains(index) && other[index] == text
      rows.append(
        Row(word: index == 0 ? word : "", text: text, isExpected: word == "expected", differs: !isSame))
    }
    let rest = own.count - shown.count
    guard rest > 0 else { return }
    rows.append(Row(word: "", text: "… \(rest) more", isExpected: word == "expected", differs: false))
  }

  /// The rows as plain text, harmless, with `≠` before what differs.
  package var plainLines: [String] {
    rows.map { row in
      TextFit.padded(row.word, to: 8, right: true) + (row.differs ? " ≠ " : "   ") + row.text.harmless
    }
  }
}
