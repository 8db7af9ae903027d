extension LadderLayout {
  private static let mostDetailLines = 3
  /// Shaft cells at each side of a label.
  private static let leastShaft = 2
  /// Cells for ` ─ ─ ✗` after the label of a packet that is lost.
  private static let brokenEnd = 6

  /// The cells between two lifelines, counted from the sender's side.
  private struct Span {
    var low: Int
    var high: Int
    var pointsRight: Bool

    var length: Int { high - low - 1 }

    func x(_ cell: Int) -> Int { pointsRight ? low + 1 + cell : high - 1 - cell }

    /// The leftmost cell of a text that takes `width` cells from `cell` on.
    func textX(_ cell: Int, width: Int) -> Int { pointsRight ? x(cell) : x(cell + width - 1) }

    func stroke(_ first: Int, _ last: Int, _ pattern: LadderLine.Pattern = .solid) -> [LadderLine.Stroke] {
      guard first <= last else { return [] }
      let (start, end) = (min(x(first), x(last)), max(x(first), x(last)))
      return [LadderLine.Stroke(fromX: start, toX: end, pattern: pattern)]
    }
  }

  mutating func add(_ arrow: Ladder.Arrow) {
    guard let from = place(arrow.from), let to = place(arrow.to) else { return }
    let label = glyphs.clean(arrow.label)
    let detail = glyphs.clean(arrow.detail)
    let whole = detail.isEmpty ? label : label + " " + detail
    guard from != to else {
      _ = add(Ladder.Note(column: arrow.from, text: whole, tone: arrow.tone), atNs: Int64.min)
      return
    }
    let (fromX, toX) = (geometry.lifelines[from], geometry.lifelines[to])
    let span = Span(low: min(fromX, toX), high: max(fromX, toX), pointsRight: fromX < toX)
    var line = emptyLine()
    line.tone = arrow.tone
    if arrow.fate != .appears { line.strands[from] = span.pointsRight ? .teeRight : .teeLeft }
    if fits(whole, in: span, fate: arrow.fate) {
      draw(arrow.fate, label: whole, on: span, into: &line)
      lines.append(line)
    } else if fits(label, in: span, fate: arrow.fate) {
      draw(arrow.fate, label: label, on: span, into: &line)
      lines.append(line)
      addUnder(detail, span: span, tone: arrow.tone)
    } else {
      draw(arrow.fate, label: "", on: span, into: &line)
      let beside = putBeside(whole, span: span, tone: arrow.tone, line: &line)
      lines.append(line)
      if !beside { addUnder(whole, span: span, tone: arrow.tone) }
    }
  }

  private func fits(_ label: String, in span: Span, fate: Ladder.Fate) -> Bool {
    let needed = DisplayWidth.of(label) + 2 + Self.leastShaft + (fate == .arrives ? 2 : Self.brokenEnd)
    return needed <= span.length
  }

  /// Draws the shaft around its label.
  private func draw(_ fate: Ladder.Fate, label: String, on span: Span, into line: inout LadderLine) {
    let length = span.length
    let width = label.isEmpty ? 0 : DisplayWidth.of(label) + 2
    var start = max(0, (length - width) / 2)
    switch fate {
    case .arrives:
      line.strokes = span.stroke(0, start - 1) + span.stroke(start + width, length - 2)
      line.head = LadderLine.Head(x: span.x(length - 1), pointsRight: span.pointsRight)
    case .lost, .unknown:
      let word = fate == .lost ? "lost" : "in flight"
      // Off the middle, where that makes room for the word.
      let withWord = length - width - Self.brokenEnd - word.count - 1
      start = max(0, min(start, withWord >= 4 ? withWord : length - width - Self.brokenEnd))
      let wished = max(start + width + 4, min(length * 5 / 6, length - word.count - 3))
      // An even number of cells, so that the last dash and the mark have a space between them.
      let stop = min(length - 1, wished - (wished - start - width) % 2)
      line.strokes =
        span.stroke(0, start - 1)
        + span.stroke(start + width, stop - 1, span.pointsRight ? .brokenFromLeft : .brokenFromRight)
      let mark = fate == .lost ? String(glyphs.lost) : "?"
      line.texts.append(LadderLine.Text(x: span.x(stop), text: mark, tone: .failure))
      if stop + word.count + 2 < length {
        let x = span.textX(stop + 2, width: word.count)
        line.texts.append(LadderLine.Text(x: x, text: word, tone: .failure))
      }
    case .appears:
      let mark = max(0, start - 7)
      line.strokes = span.stroke(mark + 1, start - 1, span.pointsRight ? .brokenFromRight : .brokenFromLeft)
      line.strokes += span.stroke(start + width, length - 2)
      line.texts.append(LadderLine.Text(x: span.x(mark), text: "?", tone: .failure))
      line.head = LadderLine.Head(x: span.x(length - 1), pointsRight: span.pointsRight)
    }
    guard width > 0 else { return }
    let x = span.textX(start, width: width)
    line.texts.append(LadderLine.Text(x: x, text: " \(label) ", tone: line.tone))
  }

  /// A detail centred under its arrow.
  private mutating func addUnder(_ text: String, span: Span, tone: Tone) {
    guard !text.isEmpty else { return }
    // Between its own lifelines where that is wide enough for words, else over all of them.
    let isInside = span.length >= 20
    let (low, high) = isInside ? (span.low + 2, span.high - 1) : (geometry.margin, geometry.width)
    let pieces = TextFit.wrapped(
      text, to: high - low, maxLines: Self.mostDetailLines, ellipsis: glyphs.ellipsis)
    for piece in pieces {
      var line = emptyLine()
      let width = DisplayWidth.of(piece)
      let x = max(low, min((span.low + span.high + 1 - width) / 2, high - width))
      line.texts.append(LadderLine.Text(x: x, text: piece, tone: tone))
      lines.append(line)
    }
  }

  /// The label beside an arrow that is too short for it; false where it fits at neither side.
  private func putBeside(_ text: String, span: Span, tone: Tone, line: inout LadderLine) -> Bool {
    let width = DisplayWidth.of(text)
    if span.high + 2 + width <= geometry.width {
      line.texts.append(LadderLine.Text(x: span.high + 2, text: text, tone: tone))
      return true
    }
    guard span.low - 1 - width >= geometry.margin else { return false }
    line.texts.append(LadderLine.Text(x: span.low - 1 - width, text: text, tone: tone))
    return true
  }
}
