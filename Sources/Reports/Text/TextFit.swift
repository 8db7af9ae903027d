/// Texts fitted into a number of columns.
package enum TextFit {
  /// At most `width` columns of the text, with `ellipsis` at the end where it was cut.
  package static func clipped(_ text: String, to width: Int, ellipsis: String = "…") -> String {
    guard DisplayWidth.of(text) > width else { return text }
    let room = width - DisplayWidth.of(ellipsis)
    guard room >= 0 else { return String(repeating: ".", count: max(0, width)) }
    return prefix(of: text, columns: room).text + ellipsis
  }

  /// The text broken at spaces into lines of at most `width` columns; a longer word is broken hard.
  ///
  /// With more than `maxLines` lines the rest is cut and marked.
  package static func wrapped(
    _ text: String, to width: Int, maxLines: Int = Int.max, ellipsis: String = "…"
  ) -> [String] {
    let width = max(1, width)
    var lines: [String] = []
    var line = ""
    var columns = 0
    for word in text.split(separator: " ", omittingEmptySubsequences: true) {
      var rest = String(word)
      var wordColumns = DisplayWidth.of(rest)
      if !line.isEmpty, columns + 1 + wordColumns <= width {
        line += " " + rest
        columns += 1 + wordColumns
        continue
      }
      if !line.isEmpty { lines.append(line) }
      while wordColumns > width {
        let cut = prefix(of: rest, columns: width)
        // A wide character in a single column: nothing fits, and nothing would ever fit.
        guard !cut.text.isEmpty else { return [clipped(text, to: width, ellipsis: ellipsis)] }
        lines.append(cut.text)
        rest.removeFirst(cut.characters)
        wordColumns = DisplayWidth.of(rest)
      }
      line = rest
      columns = wordColumns
    }
    if !line.isEmpty || lines.isEmpty { lines.append(line) }
    guard lines.count > maxLines, maxLines > 0 else { return lines }
    let last = lines[(maxLines - 1)...].joined(separator: " ")
    return lines.prefix(maxLines - 1) + [clipped(last, to: width, ellipsis: ellipsis)]
  }

  /// The text with spaces up to `width` columns.
  package static func padded(_ text: String, to width: Int, right: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - DisplayWidth.of(text)))
    return right ? spaces + text : text + spaces
  }

  private static func prefix(of text: String, columns: Int) -> (text: String, characters: Int) {
    var result = ""
    var taken = 0
    var characters = 0
    for character in text {
      let width = DisplayWidth.of(character)
      guard taken + width <= columns else { break }
      result.append(character)
      taken += width
      characters += 1
    }
    return (result, characters)
  }
}
