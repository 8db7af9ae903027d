import Testing

@testable import Reports

@Suite("Texts from outside")
struct HarmlessTextTests {
  @Test(
    "What a terminal would obey or hide is shown as an escape",
    arguments: [
      ("\u{1b}[2Jx", "\\x1b[2Jx"), ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("\t", "\\t"),
      ("\u{0}", "\\x00"),
      ("\u{7f}", "\\x7f"), ("\u{9b}31m", "\\x9b31m"), ("\u{202e}abc", "\\u202eabc"), ("\u{2066}", "\\u2066"),
      ("\u{2028}", "\\u2028"), ("\u{feff}", "\\ufeff"), ("\u{200b}", "\\u200b"), ("\u{fffe}", "\\ufffe"),
      ("\u{e0041}", "\\ue0041"), ("a\u{200d}b", "a\\u200db"), ("\u{301}x", "\u{25CC}\u{301}x"),
    ])
  func obeyedIsEscaped(_ row: (text: String, shown: String)) {
    // Rules out a lab's title that clears the screen or turns the line around.
    #expect(row.text.harmless == row.shown)
  }

  @Test(
    "What only draws something stays as it is",
    arguments: ["plain", "é", "e\u{301}", "客户端", "👩‍👩‍👧‍👦", "🇩🇪", "⚠️", "نص", "\\n", "± 20% → ok"])
  func drawnStays(_ text: String) {
    // Rules out an escape for everything that is not ASCII.
    #expect(text.harmless == text)
  }

  @Test("A pile of combining marks and a text without end are cut")
  func boundsAreKept() {
    // Rules out a name of ten megabytes on one line.
    let pile = "a" + String(repeating: "\u{301}", count: 1000)
    #expect(pile.harmless.unicodeScalars.count == 9)
    let long = String(repeating: "é", count: 100_000)
    #expect(long.harmless.count == String.harmlessLimit + 1)
    #expect(String(repeating: "e", count: 100_000).harmless.count == String.harmlessLimit + 1)
  }

  @Test("In ASCII, typographic signs are spelled and all else keeps its columns")
  func asciiSpells() {
    // Rules out a byte above 127 on a terminal that cannot show it.
    #expect(Glyphs.ascii.clean("+1s ± 20% → ok…") == "+1s +/- 20% -> ok...")
    #expect(Glyphs.ascii.clean("客户端é") == "???????")
    #expect(Glyphs.unicode.clean("客户端 → é") == "客户端 → é")
  }
}
