import Testing

@testable import Reports

@Suite("Texts fitted into columns")
struct TextFitTests {
  @Test(
    "A text is cut to its columns, wide characters whole",
    arguments: [
      ("short", 5, "short"), ("shorter", 5, "shor…"), ("客户端", 6, "客户端"), ("客户端", 5, "客户…"), ("客户端", 4, "客…"),
      ("abc", 1, "…"), ("abc", 0, ""),
    ])
  func textIsCut(_ row: (text: String, columns: Int, cut: String)) {
    // Rules out half of a wide character, and one column too many for the ellipsis.
    #expect(TextFit.clipped(row.text, to: row.columns) == row.cut)
  }

  @Test(
    "Words are kept whole while they fit, and broken where they do not",
    arguments: [
      ("one two three", 7, ["one two", "three"]), ("one two three", 13, ["one two three"]),
      ("abcdefgh ij", 3, ["abc", "def", "gh", "ij"]), ("客户端 abc", 4, ["客户", "端", "abc"]), ("", 5, [""]),
      ("客户端", 1, ["…"]),
    ])
  func wordsWrap(_ row: (text: String, columns: Int, lines: [String])) {
    // Rules out losing a word, and a loop on a character that never fits.
    #expect(TextFit.wrapped(row.text, to: row.columns) == row.lines)
  }

  @Test("Past the last line the rest is cut and marked")
  func restIsMarked() {
    // Rules out a text that ends as if it were whole.
    #expect(TextFit.wrapped("one two three four", to: 5, maxLines: 2) == ["one", "two …"])
  }
}
