/// A ladder as an SVG drawing, on the same cells as its text.
package enum LadderSVG {
  /// Of one cell: 0.6 em of a 13 px monospaced font, and one line. In tenths of a pixel, so that the same
  /// ladder always gives the same bytes.
  private static let cellWidth = 78
  private static let cellHeight = 200

  /// The look, for a page's style sheet: it names the page's colours.
  package static let sheet = """
    svg.ladder { display: block; max-width: none; --tone: var(--text); }
    svg.ladder text { font: 13px ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
      white-space: pre; fill: var(--tone); paint-order: stroke; stroke: var(--soft); stroke-width: 4px; }
    svg.ladder .strand { stroke: var(--line); stroke-width: 2; }
    svg.ladder .strand.down { stroke: var(--bad); stroke-dasharray: 1 7; stroke-linecap: round; }
    svg.ladder .strand.unplugged { stroke: var(--warn); stroke-dasharray: 7 5; }
    svg.ladder .strand.gap { stroke-dasharray: 2 4; }
    svg.ladder .shaft { stroke: var(--tone); stroke-width: 1.5; }
    svg.ladder .shaft.broken { stroke-dasharray: 6 5; }
    svg.ladder .head { fill: var(--tone); }
    svg.ladder .dot { fill: var(--dim); }
    svg.ladder .bolt, svg.ladder .banner { fill: var(--bad); }
    svg.ladder .dim, svg.ladder .acknowledgment, svg.ladder .network { --tone: var(--dim); }
    svg.ladder .opening { --tone: var(--open); }
    svg.ladder .closing, svg.ladder .warning { --tone: var(--warn); }
    svg.ladder .reset, svg.ladder .failure { --tone: var(--bad); }
    svg.ladder .probe { --tone: var(--probe); }
    svg.ladder .retransmission { --tone: var(--note); }
    svg.ladder .state, svg.ladder .success { --tone: var(--good); }
    svg.ladder .host, svg.ladder .data, svg.ladder .reset, svg.ladder .failure { font-weight: 700; }
    svg.ladder text.fault { --tone: var(--ground); stroke: none; font-weight: 700; }
    """

  /// - Parameter width: In cells, at least `LadderLayout.leastWidth`.
  package static func drawing(_ ladder: Ladder, width: Int) -> String {
    let layout = LadderLayout(ladder, width: width, glyphs: .unicode)
    let size = (
      width: number(layout.geometry.width * cellWidth), height: number(layout.lines.count * cellHeight)
    )
    var svg = "<svg class=\"ladder\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
    svg += "width=\"\(size.width)\" height=\"\(size.height)\" viewBox=\"0 0 \(size.width) \(size.height)\">\n"
    svg +=
      "<title>Ladder diagram: \(Markup.xml(ladder.columns.map(\.name).joined(separator: ", ")))</title>\n"
    for (index, x) in layout.geometry.lifelines.enumerated() {
      svg += strands(layout.lines.map { $0.strands[index] }, x: x)
    }
    for (row, line) in layout.lines.enumerated() { svg += shapes(line, row: row, layout.geometry) }
    return svg + "</svg>\n"
  }

  /// One lifeline, in as few pieces as its looks allow.
  private static func strands(_ strands: [LadderLine.Strand], x: Int) -> String {
    var svg = ""
    var start = 0
    while start < strands.count {
      let look = self.look(strands[start])
      var end = start
      while end < strands.count, self.look(strands[end]) == look { end += 1 }
      if let look {
        let (top, bottom) = (number(start * cellHeight), number(end * cellHeight))
        let middle = number(centre(x))
        svg +=
          "<line class=\"strand\(look)\" x1=\"\(middle)\" y1=\"\(top)\" x2=\"\(middle)\" y2=\"\(bottom)\"/>\n"
      }
      start = end
    }
    return svg
  }

  /// The classes of a piece of lifeline; nil for none.
  private static func look(_ strand: LadderLine.Strand) -> String? {
    switch strand {
    case .blank: nil
    case .line(.up), .teeLeft, .teeRight, .fault: ""
    case .gap(.up): " gap"
    case .line(.down), .gap(.down): " down"
    case .line(.unplugged), .gap(.unplugged): " unplugged"
    }
  }

  private static func shapes(_ line: LadderLine, row: Int, _ geometry: LadderGeometry) -> String {
    let y = row * cellHeight + cellHeight / 2
    var svg = ""
    for stroke in line.strokes {
      // To the lifeline's middle where the shaft begins at one.
      let from =
        geometry.lifelines.contains(stroke.fromX - 1) ? centre(stroke.fromX - 1) : stroke.fromX * cellWidth
      let to =
        geometry.lifelines.contains(stroke.toX + 1) ? centre(stroke.toX + 1) : (stroke.toX + 1) * cellWidth
      svg += "<line class=\"shaft \(line.tone.rawValue)\(stroke.pattern == .solid ? "" : " broken")\" "
      svg += "x1=\"\(number(from))\" y1=\"\(number(y))\" x2=\"\(number(to))\" y2=\"\(number(y))\"/>\n"
    }
    if let head = line.head {
      let tip = head.pointsRight ? centre(head.x + 1) - 10 : centre(head.x - 1) + 10
      let back = head.pointsRight ? tip - 100 : tip + 100
      let points = [(tip, y), (back, y - 45), (back, y + 45)].map { "\(number($0.0)),\(number($0.1))" }
      svg += "<polygon class=\"head \(line.tone.rawValue)\" points=\"\(points.joined(separator: " "))\"/>\n"
    }
    for (x, strand) in zip(geometry.lifelines, line.strands) {
      let (middle, height) = (number(centre(x)), number(y))
      switch strand {
      case .teeLeft, .teeRight: svg += "<circle class=\"dot\" cx=\"\(middle)\" cy=\"\(height)\" r=\"3\"/>\n"
      case .fault: svg += "<circle class=\"bolt\" cx=\"\(middle)\" cy=\"\(height)\" r=\"6\"/>\n"
      case .blank, .line, .gap: continue
      }
    }
    if !line.time.isEmpty {
      let time = TextFit.padded(line.time, to: geometry.margin - 2, right: true)
      svg += text(LadderLine.Text(x: 0, text: time, tone: .dim), y: y)
    }
    for item in line.texts { svg += text(item, y: y) }
    return svg
  }

  private static func text(_ item: LadderLine.Text, y: Int) -> String {
    let columns = DisplayWidth.of(item.text)
    var svg = ""
    if item.tone == .fault {
      svg += "<rect class=\"banner\" x=\"\(number(item.x * cellWidth))\" y=\"\(number(y - 85))\" "
      svg += "width=\"\(number(columns * cellWidth))\" height=\"17\" rx=\"3\"/>\n"
    }
    // Leading spaces place a text in a terminal; here its x does.
    let words = item.text.drop { $0 == " " }
    let x = item.x + DisplayWidth.of(item.text.prefix(item.text.count - words.count))
    let trimmed = words.lastIndex { $0 != " " }.map { String(words[...$0]) } ?? ""
    return svg + "<text class=\"\(item.tone.rawValue)\" x=\"\(number(x * cellWidth))\" "
      + "y=\"\(number(y + 45))\">\(Markup.xml(trimmed))</text>\n"
  }

  /// The middle of a cell.
  private static func centre(_ x: Int) -> Int { x * cellWidth + cellWidth / 2 }

  /// Tenths of a pixel as a decimal number.
  private static func number(_ tenths: Int) -> String {
    let magnitude = tenths.magnitude
    return (tenths < 0 ? "-" : "") + "\(magnitude / 10)" + (magnitude % 10 == 0 ? "" : ".\(magnitude % 10)")
  }
}
