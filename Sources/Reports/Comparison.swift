package import Evidence

/// What was expected and what was there, line by line, for a reader to lay under each other.
///
/// A line of a finding may begin with the judge's mark (`✓ ` found, `✗ ` missing, two spaces for neither)
/// and then with a time; both get columns of their own, so that the packets of both sides stand in line.
/// Where no line is marked, those that differ are.
package struct Comparison: Sendable, Hashable {
  /// What is said of a line.
  package enum Mark: String, Sendable, Hashable {
    case none = ""
    case met = "✓"
    case missing = "✗"
    /// The other side has not this text at this place.
    case differs = "≠"
  }

  /// One line of one side.
  package struct Row: Sendable, Hashable {
    /// `expected` or `actual` on the first row of each, else empty.
    package var word: String
    package var mark: Mark
    /// `0.006s`, right-aligned among the times of all rows; empty where no row has one.
    package var time: String
    package var text: String
    package var isExpected: Bool
  }

  package private(set) var rows: [Row] = []

  /// More lines of a side than this are cut: the record has them all.
  package static let mostLines = 40

  /// Empty for an expectation that passed or that has nothing to compare.
  package init(_ expectation: ExpectationOutcome) {
    let (expected, actual) = (expectation.expected, expectation.actual)
    guard expectation.verdict != .pass, !(expected.isEmpty && actual.isEmpty) else { return }
    let isMarked = (expected + actual).contains { Self.mark(of: $0) != nil }
    add("expected", expected, other: actual, isMarked: isMarked)
    add("actual", actual, other: expected, isMarked: isMarked)
    let width = rows.reduce(0) { max($0, $1.time.count) }
    for index in rows.indices { rows[index].time = TextFit.padded(rows[index].time, to: width, right: true) }
  }

  private mutating func add(_ word: String, _ own: [String], other: [String], isMarked: Bool) {
    let shown = own.isEmpty ? ["nothing"] : Array(own.prefix(Self.mostLines))
    for (index, line) in shown.enumerated() {
      var row = Row(
        word: index == 0 ? word : "", mark: .none, time: "", text: line, isExpected: word == "expected")
      if let mark = Self.mark(of: line) {
        row.mark = mark
        row.text = String(line.dropFirst(2).drop { $0 == " " })
      } else if !isMarked {
        let isSame = other.indices.contains(index) && own.indices.contains(index) && other[index] == line
        row.mark = isSame ? .none : .differs
      }
      if !row.isExpected { Self.splitTime(of: &row) }
      rows.append(row)
    }
    let rest = own.count - shown.count
    guard rest > 0 else { return }
    rows.append(Row(word: "", mark: .none, time: "", text: "… \(rest) more", isExpected: word == "expected"))
  }

  /// The judge's mark at the beginning of a line; nil where it has none.
  private static func mark(of line: String) -> Mark? {
    for mark in [Mark.met, .missing] where line.hasPrefix("\(mark.rawValue) ") { return mark }
    return line.hasPrefix("  ") ? Mark.none : nil
  }

  /// Moves the time at the beginning of a text to its own column.
  private static func splitTime(of row: inout Row) {
    let digits = row.text.prefix { $0.isASCII && ($0.isNumber || $0 == "." || $0 == "-") }
    let unit = row.text.dropFirst(digits.count).prefix { $0.isASCII && $0.isLetter }
    let rest = row.text.dropFirst(digits.count + unit.count)
    guard digits.contains(where: \.isNumber), ["s", "ms", "us", "ns"].contains(unit), rest.hasPrefix("  "),
      digits.count <= 20
    else { return }
    row.time = String(digits + unit)
    row.text = String(rest.drop { $0 == " " })
  }

  /// The rows as plain text, harmless.
  package var plainLines: [String] {
    rows.map { row in
      let time = row.time.isEmpty ? "" : row.time + "  "
      let mark = TextFit.padded(row.mark.rawValue, to: 1)
      return "\(TextFit.padded(row.word, to: 8, right: true)) \(mark) \(time)\(row.text.harmless)"
    }
  }
}

extension Comparison.Row {
  /// The tone of a line: what is as expected steps back.
  package var tone: Tone {
    switch mark {
    case .none: .plain
    case .met: .dim
    case .missing: .failure
    case .differs: isExpected ? .success : .failure
    }
  }
}
