/// Text from outside (a process' name, a lab's title, an error of another program) made harmless.
extension String {
  /// More than this is cut: no sentence of a report is longer.
  package static let harmlessLimit = 4000

  /// The text with nothing in it that a terminal, a log or a page would obey or hide.
  ///
  /// Control characters (ESC among them, and the C1 set that some terminals obey), direction overrides,
  /// line separators, invisible format characters and noncharacters become visible escapes: `\x1b`,
  /// `\u202e`. A character with a pile of combining marks keeps eight, and a mark at the beginning gets a
  /// dotted circle to stand on, so that it cannot change the sign that a report puts before the text.
  package var harmless: String {
    if utf8.count <= Self.harmlessLimit, utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var result = unicodeScalars.first.map { $0.isCombining ? "\u{25CC}" : "" } ?? ""
    var count = 0
    for character in self {
      count += 1
      if count > Self.harmlessLimit { return result + "…" }
      let scalars = character.unicodeScalars.prefix(9)
      for (index, scalar) in zip(scalars.indices, scalars) {
        let next = scalars.index(after: index)
        let follower = next < scalars.endIndex ? scalars[next] : nil
        if scalar.isHarmless(before: follower) {
          result.unicodeScalars.append(scalar)
        } else {
          result += scalar.visibleEscape
        }
      }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether the scalar only draws something. A zero-width joiner does so between two emoji.
  fileprivate func isHarmless(before follower: Unicode.Scalar?) -> Bool {
    if value == 0x200D { return follower.map { $0.properties.isEmoji && $0.value > 0x7F } ?? false }
    if properties.isNoncharacterCodePoint { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return false
    default: return true
    }
  }

  fileprivate var isCombining: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }

  fileprivate var visibleEscape: String {
    switch value {
    case 0x0A: return "\\n"
    case 0x0D: return "\\r"
    case 0x09: return "\\t"
    default:
      let digits = String(value, radix: 16)
      let places = value < 0x100 ? 2 : 4
      let padded = String(repeating: "0", count: max(0, places - digits.count)) + digits
      return (value < 0x100 ? "\\x" : "\\u") + padded
    }
  }
}
