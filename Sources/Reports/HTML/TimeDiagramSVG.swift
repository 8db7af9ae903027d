/// A time diagram as SVG, at the places for a wide page; the page's script moves the same marks for narrow
/// ones and when a reader zooms.
///
/// Every mark carries what the script needs: `data-l` and `data-m` are lanes, `data-y` and `data-v` the
/// places of its start and end in even spacing (tenths of a pixel), `data-t` and `data-u` its times in
/// microseconds, `data-s` how far from its lane a band stands.
struct TimeDiagramSVG {
  let diagram: TimeDiagram
  private var svg = ""

  /// In pixels.
  private static let head = 46
  private static let gutter = 74
  private static let notes = 258
  private static let mostNoteCharacters = 33
  private static let mostLabelCharacters = 42
  /// Of a character of the diagram's font.
  private static let characterTenths = 75

  init(_ diagram: TimeDiagram) { self.diagram = diagram }

  static func drawing(_ diagram: TimeDiagram) -> String {
    var drawing = TimeDiagramSVG(diagram)
    drawing.draw()
    return drawing.svg
  }

  /// The arrow heads, once for a page: a marker takes its colour from its own class.
  static let markers: String = {
    var svg =
      "<svg class=\"markers\" xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" aria-hidden=\"true\">\n<defs>\n"
    for tone in Tone.allCases {
      svg +=
        "<marker id=\"head-\(tone.rawValue)\" class=\"\(tone.rawValue)\" viewBox=\"0 0 10 10\" refX=\"9.5\" refY=\"5\" "
      svg += "markerWidth=\"9\" markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
      svg += "<path d=\"M0 0.8L10 5L0 9.2Z\"/></marker>\n"
    }
    return svg + "</defs>\n</svg>\n"
  }()

  private var spacing: Int { diagram.lanes.count > 2 ? 236 : 340 }
  private func x(_ lane: Int) -> Int { Self.gutter + Self.notes + lane * spacing }
  private var width: Int { x(max(0, diagram.lanes.count - 1)) + Self.notes }

  private mutating func draw() {
    let height = Self.head + diagram.height / 10 + 20
    let names = diagram.lanes.map(\.name).joined(separator: ", ")
    svg =
      "<svg class=\"time\" xmlns=\"http://www.w3.org/2000/svg\" role=\"group\" data-lanes=\"\(diagram.lanes.count)\" "
    svg += "data-height=\"\(diagram.height)\" data-end=\"\(diagram.endNs / 1000)\" "
    svg += "width=\"\(width)\" height=\"\(height)\" viewBox=\"0 0 \(width) \(height)\" "
    svg +=
      "aria-label=\"Time-sequence diagram of \(Markup.xml(names))\">\n<g class=\"body\" transform=\"translate(0,\(Self.head))\">\n"
    for span in diagram.lifelines { draw(span, as: "life \(span.name)", width: 2) }
    for span in diagram.bands {
      draw(span, as: "band \(Self.family(ofState: span.name))", width: 8)
    }
    for item in diagram.items { draw(item) }
    svg +=
      "</g>\n<g class=\"heads\">\n<rect class=\"plate\" width=\"\(width)\" height=\"\(Self.head - 6)\"/>\n"
    for (index, lane) in diagram.lanes.enumerated() {
      svg +=
        "<g data-l=\"\(index)\" transform=\"translate(\(x(index)),0)\"><text class=\"name\" y=\"17\">\(clipped(lane.name, 24))</text>"
      svg += "<text class=\"address\" y=\"33\">\(clipped(lane.detail, 24))</text></g>\n"
    }
    svg += "</g>\n</svg>\n"
  }

  /// A host's first socket stands on its lane, the next ones beside it on the side of the packets.
  private mutating func draw(_ span: TimeDiagram.Span, as classes: String, width: Int) {
    let top = diagram.y(at: span.fromNs)
    let bottom = max(top + (span.slot < 0 ? 0 : 40), diagram.y(at: span.toNs))
    let offset = max(0, span.slot) * 10 * (span.lane == 0 ? 1 : -1) - width / 2
    svg +=
      "<rect class=\"\(classes)\" data-l=\"\(span.lane)\" data-s=\"\(offset)\" data-y=\"\(top)\" data-v=\"\(bottom)\" "
    svg += "data-t=\"\(span.fromNs / 1000)\" data-u=\"\(span.toNs / 1000)\" x=\"\(x(span.lane) + offset)\" "
    svg +=
      "y=\"\(Self.pixels(top))\" width=\"\(width)\" height=\"\(Self.pixels(bottom - top))\">\(title(span.facts))</rect>\n"
  }

  private mutating func draw(_ item: TimeDiagram.Item) {
    var classes = ["item", item.kind.rawValue, item.tone.rawValue]
    if let way = item.way, let fate = Self.words[way.fate] { classes.append(fate) }
    svg +=
      "<g class=\"\(classes.joined(separator: " "))\" tabindex=\"-1\" role=\"img\" data-l=\"\(item.lane)\" "
    svg += "data-y=\"\(item.y)\" data-t=\"\(item.atNs / 1000)\" "
    if let way = item.way {
      let end = way.arrivesNs ?? item.atNs
      svg +=
        "data-m=\"\(way.to)\" data-v=\"\(max(diagram.y(at: end), item.y + 50))\" data-u=\"\(end / 1000)\" "
    }
    svg += "transform=\"translate(0,\(Self.pixels(item.y)))\">\(title(item.facts))"
    svg += "<text class=\"clock\" x=\"\(Self.gutter - 12)\" y=\"4\">\(TimeDiagram.clock(item.atNs))</text>"
    if let way = item.way { draw(way, of: item) } else { drawNote(item) }
    svg += "</g>\n"
  }

  private mutating func draw(_ way: TimeDiagram.Way, of item: TimeDiagram.Item) {
    let (from, to) = (x(item.lane), x(way.to))
    let fall = max(50, (way.arrivesNs.map { diagram.y(at: $0) } ?? 0) - item.y)
    // A lost packet comes six tenths of its way; one that nobody sent appears at four.
    let (begin, end): (Int, Int)
    switch way.fate {
    case .arrives: (begin, end) = (0, 10)
    case .lost, .unknown: (begin, end) = (0, 6)
    case .appears: (begin, end) = (4, 10)
    }
    let direction = to >= from ? 1 : -1
    let points = (
      x1: from + (to - from) * begin / 10, y1: fall * begin / 10,
      x2: from + (to - from) * end / 10 - (end == 10 ? direction * 2 : 0), y2: fall * end / 10
    )
    svg +=
      "<line class=\"shaft\" x1=\"\(points.x1)\" y1=\"\(Self.pixels(points.y1))\" x2=\"\(points.x2)\" y2=\"\(Self.pixels(points.y2))\" "
    svg += "marker-end=\"url(#head-\(item.tone.rawValue))\"/>"
    if way.fate == .lost || way.fate == .unknown {
      svg += "<text class=\"end\" x=\"\(points.x2 + direction * 9)\" y=\"\(Self.pixels(points.y2 + 55))\">"
      svg += way.fate == .lost ? "✕</text>" : "?</text>"
    }
    svg += "<text class=\"label\" x=\"\((from + to) / 2)\" y=\"\(Self.pixels(fall * 4 / 10 - 60))\">"
    svg += labels(item, most: Self.mostLabelCharacters) + "</text>"
  }

  private mutating func drawNote(_ item: TimeDiagram.Item) {
    let isFirst = item.lane == 0
    if item.kind == .fault {
      svg += "<line class=\"rule\" x1=\"\(Self.gutter)\" x2=\"\(width)\" y1=\"0\" y2=\"0\"/>"
    }
    svg +=
      "<g class=\"note\" transform=\"translate(\(x(item.lane)),0)\"><circle r=\"\(item.kind == .fault ? 6 : 3)\"/>"
    let shown = min(DisplayWidth.of(item.label.harmless), Self.mostNoteCharacters)
    if item.kind == .fault {
      let plate = shown * Self.characterTenths / 10 + 14
      svg +=
        "<rect class=\"plate\" data-w=\"\(plate)\" x=\"\(isFirst ? -plate - 9 : 9)\" y=\"-9\" width=\"\(plate)\" height=\"18\" rx=\"9\"/>"
    }
    let side = item.kind == .fault ? 16 : 14
    svg += "<text class=\"words \(isFirst ? "left" : "right")\" x=\"\(isFirst ? -side : side)\" y=\"4\">"
    svg += labels(item, most: Self.mostNoteCharacters) + "</text></g>"
  }

  /// The label and, in a softer tone, its detail.
  private func labels(_ item: TimeDiagram.Item, most: Int) -> String {
    let label = clipped(item.label, most)
    let room = most - DisplayWidth.of(item.label.harmless) - 1
    guard !item.detail.isEmpty, room >= 8, item.kind != .fault else { return label }
    return label + " <tspan class=\"detail\">\(clipped(item.detail, room))</tspan>"
  }

  private func title(_ facts: [String]) -> String {
    facts.isEmpty ? "" : "<title>\(facts.map { Markup.xml($0) }.joined(separator: "\n"))</title>"
  }

  private func clipped(_ text: String, _ most: Int) -> String {
    Markup.xml(TextFit.clipped(text.harmless, to: most, ellipsis: "…"))
  }

  private static let words: [Ladder.Fate: String] = [.lost: "lost", .unknown: "unknown", .appears: "unsent"]

  /// What a state means for who may still send, which gives a band its colour.
  static func family(ofState state: String) -> String {
    switch state {
    case "LISTEN": "listening"
    case "SYN_SENT", "SYN_RCVD": "opening"
    case "ESTABLISHED": "open"
    default: "closing"
    }
  }

  /// Tenths of a pixel as a decimal number.
  private static func pixels(_ tenths: Int) -> String {
    let magnitude = tenths.magnitude
    return (tenths < 0 ? "-" : "") + "\(magnitude / 10)" + (magnitude % 10 == 0 ? "" : ".\(magnitude % 10)")
  }
}
