/// A ladder as lines of text.
package enum LadderText {
  /// The lines of a ladder; none is wider than `width` columns (at least 40).
  package static func lines(_ ladder: Ladder, width: Int, glyphs: Glyphs) -> [StyledLine] {
    let layout = LadderLayout(ladder, width: width, glyphs: glyphs)
    var lines = layout.lines.map { paint($0, layout.geometry, glyphs) }
    let legend = layout.legend.map { "\($0.sign) \($0.meaning)" }.joined(separator: "   ")
    guard !legend.isEmpty else { return lines }
    for piece in TextFit.wrapped(legend.replacing("   ", with: " \u{a0} "), to: layout.geometry.width - 2) {
      lines.append(StyledLine("  " + piece.replacing("\u{a0}", with: " "), .dim))
    }
    return lines
  }

  private static func paint(_ line: LadderLine, _ geometry: LadderGeometry, _ glyphs: Glyphs) -> StyledLine {
    var canvas = CellLine(width: geometry.width)
    let time = TextFit.padded(line.time, to: geometry.margin - 2, right: true)
    canvas.put(time, at: 0, tone: .dim)
    for (x, strand) in zip(geometry.lifelines, line.strands) {
      let (glyph, tone) = glyphs.strand(strand)
      canvas.put(glyph, at: x, tone: tone)
    }
    for stroke in line.strokes {
      for x in stroke.fromX...max(stroke.fromX, stroke.toX) {
        let crosses = geometry.lifelines.contains(x)
        if !crosses, stroke.isGap(at: x) { continue }
        canvas.put(crosses ? glyphs.cross : glyphs.dash, at: x, tone: line.tone)
      }
    }
    if let head = line.head {
      canvas.put(head.pointsRight ? glyphs.headRight : glyphs.headLeft, at: head.x, tone: line.tone)
    }
    for text in line.texts {
      canvas.put(text.text, at: text.x, tone: text.tone)
    }
    return canvas.styled
  }
}

extension LadderLine.Stroke {
  fileprivate func isGap(at x: Int) -> Bool {
    switch pattern {
    case .solid: false
    case .brokenFromLeft: (x - fromX) % 2 == 1
    case .brokenFromRight: (toX - x) % 2 == 1
    }
  }
}

extension Glyphs {
  fileprivate func strand(_ strand: LadderLine.Strand) -> (Character, Tone) {
    switch strand {
    case .blank: (" ", .plain)
    case .teeRight: (teeRight, .dim)
    case .teeLeft: (teeLeft, .dim)
    case .fault: (fault, .failure)
    case .line(.up): (lifeline, .dim)
    case .line(.down), .gap(.down): (downLine, .failure)
    case .line(.unplugged), .gap(.unplugged): (unpluggedLine, .warning)
    case .gap(.up): (gapLine, .dim)
    }
  }
}

/// A line of cells that texts are put on, later ones over earlier ones.
struct CellLine {
  private struct Cell {
    /// nil: the second half of a wide character.
    var character: Character?
    var tone: Tone
  }

  private var cells: [Cell]

  init(width: Int) {
    cells = Array(repeating: Cell(character: " ", tone: .plain), count: width)
  }

  mutating func put(_ text: String, at x: Int, tone: Tone) {
    var x = x
    for character in text {
      let width = DisplayWidth.of(character)
      guard width > 0 else { continue }
      put(character, at: x, tone: tone)
      x += width
    }
  }

  /// What does not fit on the line is left out.
  mutating func put(_ character: Character, at x: Int, tone: Tone) {
    let width = DisplayWidth.of(character)
    guard x >= 0, width > 0, x + width <= cells.count else { return }
    for covered in x..<(x + width) { clear(covered) }
    cells[x] = Cell(character: character, tone: tone)
    for half in (x + 1)..<(x + width) { cells[half] = Cell(character: nil, tone: tone) }
  }

  /// Frees a cell; the other cells of a wide character go with it.
  private mutating func clear(_ x: Int) {
    var start = x
    while start > 0, cells[start].character == nil { start -= 1 }
    cells[start].character = " "
    var next = start + 1
    while next < cells.count, cells[next].character == nil {
      cells[next].character = " "
      next += 1
    }
  }

  var styled: StyledLine {
    var line = StyledLine()
    for cell in cells {
      guard let character = cell.character else { continue }
      // A space has no look of its own, except inside a banner.
      let before = line.spans.last?.tone ?? .plain
      let carried = before == .fault ? Tone.plain : before
      line.append(String(character), character == " " && cell.tone != .fault ? carried : cell.tone)
    }
    return line
  }
}
