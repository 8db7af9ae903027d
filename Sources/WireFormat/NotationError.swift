/// A mistake in a piece of notation (a packet pattern, a time), with the column inside its text.
package struct NotationError: Error, Sendable, Hashable {
  /// From 1, in Unicode scalars.
  package var column: Int
  /// What is wrong and what could stand there instead.
  package var message: String

  package init(column: Int, _ message: String) {
    self.column = column
    self.message = message
  }

  /// The same mistake in a text that this one is a part of, `columns` further to the right.
  func shifted(by columns: Int) -> NotationError {
    NotationError(column: column + columns, message)
  }
}

extension NotationError: CustomStringConvertible {
  package var description: String { "column \(column): \(message)" }
}

/// Words that a person probably meant.
package enum Spelling {
  /// The known word nearest to a mistyped one; nil when none is near.
  package static func suggestion(for word: String, among known: [String]) -> String? {
    let typed = Array(word.lowercased().unicodeScalars.prefix(maximumLength))
    var best: (word: String, distance: Int)?
    for candidate in known {
      let letters = Array(candidate.lowercased().unicodeScalars.prefix(maximumLength))
      let distance = editDistance(typed, letters)
      guard distance <= (min(typed.count, letters.count) + 1) / 3, distance < best?.distance ?? .max
      else { continue }
      best = (candidate, distance)
    }
    return best?.word
  }

  /// `unknown class 'synack'; did you mean 'synAck'?`, or the list of what is known.
  package static func unknown(_ what: String, _ word: String, among known: [String]) -> String {
    let shown = word.unicodeScalars.count > maximumLength ? "\(word.prefix(maximumLength))…" : word
    if let near = suggestion(for: word, among: known) {
      return "unknown \(what) '\(shown)'; did you mean '\(near)'?"
    }
    return "unknown \(what) '\(shown)': known are \(known.joined(separator: ", "))"
  }

  /// Longer words are cut before they are compared, which bounds the work.
  private static let maximumLength = 40

  /// Insertions, deletions, changes and swaps of neighbours between two words
  /// (optimal string alignment distance).
  private static func editDistance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1] + [Int](repeating: 0, count: right.count)
      for column in right.indices {
        let change = left[row] == right[column] ? 0 : 1
        var cost = min(last[column] + change, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current[column + 1] = cost
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
