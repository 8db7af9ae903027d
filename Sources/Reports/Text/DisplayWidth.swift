/// How many columns of a terminal a text takes.
///
/// A grapheme cluster is measured as a whole: combining marks add nothing, an emoji with its modifiers,
/// a joined emoji sequence and a flag are two columns, East Asian wide and fullwidth characters are two.
/// East Asian *ambiguous* characters, box drawing among them, count one, as every terminal outside a
/// legacy CJK locale draws them.
/// Source: Unicode Standard Annex #11 (East Asian Width), UTS #51 (emoji presentation).
package enum DisplayWidth {
  /// The columns of a text.
  package static func of(_ text: some StringProtocol) -> Int {
    let bytes = text.utf8
    if bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return bytes.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// The columns of one grapheme cluster.
  package static func of(_ character: Character) -> Int {
    let scalars = character.unicodeScalars
    if let scalar = scalars.first, scalars.index(after: scalars.startIndex) == scalars.endIndex {
      return of(scalar)
    }
    var columns = 0
    var regionalIndicators = 0
    var joined = false
    for scalar in scalars {
      switch scalar.value {
      case 0x200D: joined = true
      case 0xFE0F: columns = max(columns, columns == 1 ? 2 : columns)
      case 0x1F3FB...0x1F3FF where columns > 0: joined = false
      case 0x1F1E6...0x1F1FF:
        regionalIndicators += 1
        columns += regionalIndicators == 1 ? 2 : 0
      default:
        if !joined { columns += of(scalar) }
        joined = false
      }
    }
    return columns
  }

  /// The columns of one scalar on its own.
  package static func of(_ scalar: Unicode.Scalar) -> Int {
    if scalar.value >= 0x20, scalar.value < 0x7F { return 1 }
    // Box drawing, of which ladders consist.
    if (0x2500...0x257F).contains(scalar.value) { return 1 }
    switch scalar.properties.generalCategory {
    case .control, .format, .nonspacingMark, .enclosingMark, .surrogate, .lineSeparator, .paragraphSeparator:
      return 0
    default: break
    }
    if isTrailingJamo(scalar.value) { return 0 }
    return isWide(scalar) ? 2 : 1
  }

  /// Vowels and final consonants, which complete the wide syllable block that a leading one began.
  private static func isTrailingJamo(_ value: UInt32) -> Bool {
    (0x1160...0x11FF).contains(value) || (0xD7B0...0xD7FB).contains(value)
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.value >= 0x1100 else { return false }
    return scalar.properties.isEmojiPresentation || wideRanges.contains { $0.contains(scalar.value) }
  }

  /// The wide and fullwidth blocks that are not emoji.
  private static let wideRanges: [ClosedRange<UInt32>] = [
    0x1100...0x115F,  // Hangul leading consonants
    0x2329...0x232A,
    0x2E80...0x303E,  // CJK radicals, Kangxi, punctuation
    0x3041...0xA4CF,  // kana, bopomofo, CJK ideographs, Yi
    0xA960...0xA97F, 0xAC00...0xD7A3,  // Hangul
    0xF900...0xFAFF,  // compatibility ideographs
    0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6,  // fullwidth forms
    0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,  // Tangut, Khitan, kana supplements
    0x1D300...0x1D376,
    0x1F200...0x1F265,
    0x20000...0x3FFFD,  // the ideographic planes
  ]
}
