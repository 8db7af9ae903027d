import Testing

@testable import Reports

@Suite("Display width (UAX #11)")
struct DisplayWidthTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var name: String
    var text: String
    var columns: Int

    var testDescription: String { name }
  }

  static let rows = [
    Row(name: "ASCII", text: "data 10 B", columns: 9),
    Row(name: "nothing", text: "", columns: 0),
    Row(name: "Latin with a precomposed accent", text: "é", columns: 1),
    Row(name: "a combining accent", text: "e\u{301}", columns: 1),
    Row(name: "three marks on one letter", text: "e\u{301}\u{302}\u{303}", columns: 1),
    Row(name: "ideographs", text: "客户端", columns: 6),
    Row(name: "kana, half and full width", text: "ｶカ", columns: 3),
    Row(name: "fullwidth Latin", text: "Ａ", columns: 2),
    Row(name: "a Hangul syllable", text: "한", columns: 2),
    Row(name: "the same from its letters", text: "\u{1112}\u{1161}\u{11AB}", columns: 2),
    Row(name: "an ideograph of plane 2", text: "\u{20000}", columns: 2),
    Row(name: "an emoji", text: "🔌", columns: 2),
    Row(name: "an emoji with a skin tone", text: "👍🏽", columns: 2),
    Row(name: "a family of four joined emoji", text: "👩‍👩‍👧‍👦", columns: 2),
    Row(name: "a flag", text: "🇩🇪", columns: 2),
    Row(name: "a sign with emoji presentation asked for", text: "⚠️", columns: 2),
    Row(name: "the same sign as text", text: "⚠", columns: 1),
    Row(name: "box drawing and our signs", text: "│├─►◄┤┊╎↯✗✓…→·", columns: 14),
    Row(name: "a zero width space", text: "a\u{200B}b", columns: 2),
    Row(name: "a control character", text: "\u{1b}", columns: 0),
  ]

  @Test("A text takes its columns", arguments: rows)
  func textTakesColumns(_ row: Row) {
    // Rules out counting characters, scalars or bytes.
    #expect(DisplayWidth.of(row.text) == row.columns)
  }

  @Test("Every glyph that we draw with takes one column in both sets")
  func glyphsAreNarrow() {
    // Rules out a glyph with emoji presentation, which would shift everything behind it.
    for set in [Glyphs.unicode, .ascii] {
      let drawn = [
        set.lifeline, set.downLine, set.unpluggedLine, set.gapLine, set.teeRight, set.teeLeft, set.cross,
        set.dash, set.headRight, set.headLeft, set.fault, set.lost, set.dot, set.rule, set.pass, set.fail,
      ]
      for glyph in drawn {
        #expect(DisplayWidth.of(glyph) == 1, "\(glyph)")
        #expect(!(glyph.unicodeScalars.first?.properties.isEmojiPresentation ?? true), "\(glyph)")
        #expect(!set.isASCII || glyph.isASCII, "\(glyph)")
      }
    }
  }
}
