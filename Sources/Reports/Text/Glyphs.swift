/// The characters that reports are drawn with: box drawing, or plain ASCII for terminals without it.
///
/// Each is one column wide in every terminal (none has emoji presentation).
package struct Glyphs: Sendable, Hashable {
  package var isASCII: Bool
  package var lifeline: Character
  package var downLine: Character
  package var unpluggedLine: Character
  package var gapLine: Character
  package var teeRight: Character
  package var teeLeft: Character
  package var cross: Character
  package var dash: Character
  package var headRight: Character
  package var headLeft: Character
  package var fault: Character
  package var lost: Character
  package var dot: Character
  package var rule: Character
  package var pass: Character
  package var fail: Character
  package var ellipsis: String
  package var to: String

  package static let unicode = Glyphs(
    isASCII: false, lifeline: "│", downLine: "·", unpluggedLine: "╎", gapLine: "┊", teeRight: "├",
    teeLeft: "┤", cross: "┼", dash: "─", headRight: "►", headLeft: "◄", fault: "↯", lost: "✗", dot: "·",
    rule: "─", pass: "✓", fail: "✗", ellipsis: "…", to: "→")

  package static let ascii = Glyphs(
    isASCII: true, lifeline: "|", downLine: ".", unpluggedLine: "!", gapLine: ":", teeRight: "|",
    teeLeft: "|", cross: "+", dash: "-", headRight: ">", headLeft: "<", fault: "#", lost: "x", dot: ".",
    rule: "-", pass: "+", fail: "x", ellipsis: "...", to: "->")

  /// A text from outside, harmless, in characters that the output can show.
  package func clean(_ text: String) -> String {
    let harmless = text.harmless
    guard isASCII, !harmless.utf8.allSatisfy({ $0 < 0x80 }) else { return harmless }
    var result = ""
    for character in harmless {
      if character.isASCII {
        result.append(character)
      } else if let spelled = Self.spellings[character] {
        result += spelled
      } else {
        result += String(repeating: "?", count: DisplayWidth.of(character))
      }
    }
    return result
  }

  /// What typographic characters are written as where only ASCII can be shown.
  private static let spellings: [Character: String] = [
    "…": "...", "→": "->", "←": "<-", "–": "-", "—": "-", "−": "-", "·": ".", "×": "x", "±": "+/-",
    "≤": "<=", "≥": ">=", "≠": "*", "“": "\"", "”": "\"", "‘": "'", "’": "'", "µ": "u", "μ": "u",
    "✓": "+", "✗": "x", "§": "section ", "\u{a0}": " ",
  ]
}
