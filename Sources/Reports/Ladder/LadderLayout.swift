import WireFormat

/// A ladder laid out on lines of so many cells: everything has its place, nothing has a look yet.
///
/// No line is wider than `width` (at least `leastWidth`).
package struct LadderLayout: Sendable, Hashable {
  package static let leastWidth = 40
  /// Silence this long gets a line of its own. Shorter than the smallest retransmission timeout (200 ms).
  package static let noticeableNs: Int64 = 50_000_000

  package var geometry: LadderGeometry
  package var lines: [LadderLine] = []
  let glyphs: Glyphs
  /// Where each of the ladder's columns stands here; those that found no room share the last place.
  private var places: [Int] = []
  var lifelines: [Ladder.Lifeline] = []
  private let hasLongClock: Bool
  private var lastLabel = ""
  /// The note that the next one of the same moment may stand beside.
  var openNote: OpenNote?

  struct OpenNote: Sendable, Hashable {
    var line: Int
    var column: Int
    var atNs: Int64
  }

  package init(_ ladder: Ladder, width: Int, glyphs: Glyphs) {
    let width = max(Self.leastWidth, width)
    self.glyphs = glyphs
    let hasLongClock = ladder.events.contains { $0.atNs.magnitude >= 1_000_000_000_000 }
    self.hasLongClock = hasLongClock
    let timeWidth = ladder.events.reduce(7) {
      max($0, Quantity.clock(ns: $1.atNs, long: hasLongClock).count)
    }
    let limit = LadderGeometry.columnLimit(width: width, timeWidth: timeWidth)
    let (columns, places) = Self.fold(ladder, to: limit)
    self.places = places
    let wishes = Self.noteWidths(ladder, places: places, columns: columns.count, glyphs: glyphs)
    geometry = LadderGeometry(
      width: width, timeWidth: timeWidth, columns: columns.count, leftWish: wishes.left,
      rightWish: wishes.right)
    lifelines = columns.map { _ in .up }
    addHeader(columns)
    var lastNs: Int64 = 0
    for event in ladder.events {
      addGap(from: lastNs, to: event.atNs)
      add(event)
      lastNs = max(lastNs, event.endNs)
    }
  }

  /// The columns to draw, and where each of the ladder's stands among them.
  private static func fold(_ ladder: Ladder, to limit: Int) -> (columns: [Ladder.Column], places: [Int]) {
    guard ladder.columns.count > limit else { return (ladder.columns, Array(ladder.columns.indices)) }
    var used: Set<Int> = []
    for event in ladder.events {
      switch event.kind {
      case .arrow(let arrow): used.formUnion([arrow.from, arrow.to])
      case .note(let note): used.insert(note.column)
      case .step, .omission: continue
      }
    }
    let busy = ladder.columns.indices.filter { used.contains($0) }
    let shown = Array(busy.prefix(busy.count > limit ? limit - 1 : limit))
    var columns = shown.map { ladder.columns[$0] }
    if busy.count > shown.count {
      columns.append(Ladder.Column(name: "\(busy.count - shown.count) more"))
    }
    let last = max(0, columns.count - 1)
    return (columns, ladder.columns.indices.map { shown.firstIndex(of: $0) ?? last })
  }

  /// How wide the notes of the first and of the last column are.
  private static func noteWidths(
    _ ladder: Ladder, places: [Int], columns: Int, glyphs: Glyphs
  ) -> (left: Int, right: Int) {
    var (left, right) = (0, 0)
    for event in ladder.events {
      guard case .note(let note) = event.kind, places.indices.contains(note.column) else { continue }
      let width = max(DisplayWidth.of(glyphs.clean(note.text)), DisplayWidth.of(glyphs.clean(note.detail)))
      let padding = note.isFault ? 2 : 0
      if places[note.column] == 0 { left = max(left, width + padding) }
      if places[note.column] == columns - 1 { right = max(right, width + padding) }
    }
    return (left, right)
  }

  /// What the signs on the lifelines and arrows mean, as far as this ladder uses them.
  package var legend: [(sign: Character, meaning: String)] {
    let strands = Set(lines.flatMap(\.strands))
    var legend: [(sign: Character, meaning: String)] = []
    if strands.contains(.fault) { legend.append((glyphs.fault, "fault")) }
    if lines.contains(where: { $0.texts.contains { $0.text == String(glyphs.lost) } }) {
      legend.append((glyphs.lost, "lost on the wire"))
    }
    if strands.contains(.line(.down)) { legend.append((glyphs.downLine, "host is off")) }
    if strands.contains(.line(.unplugged)) { legend.append((glyphs.unpluggedLine, "unplugged")) }
    if strands.contains(where: \.isGap) { legend.append((glyphs.gapLine, "nothing happens")) }
    return legend
  }

  /// The place of a column; nil for one that the ladder does not have.
  func place(_ column: Int) -> Int? { places.indices.contains(column) ? places[column] : nil }

  /// A line on which nothing happens yet.
  func emptyLine() -> LadderLine { LadderLine(strands: lifelines.map { .line($0) }) }

  private mutating func addHeader(_ columns: [Ladder.Column]) {
    addNames(columns.map { glyphs.clean($0.name) }, tone: .host)
    if columns.contains(where: { !$0.detail.isEmpty }) {
      addNames(columns.map { glyphs.clean($0.detail) }, tone: .dim)
    }
  }

  /// Each name centred on its lifeline, or as near to it as its neighbours and the edges allow.
  private mutating func addNames(_ names: [String], tone: Tone) {
    var line = LadderLine(strands: lifelines.map { _ in .blank })
    let xs = geometry.lifelines
    let room = xs.count > 1 ? xs[1] - xs[0] - 1 : geometry.width
    var end = -1
    for (x, name) in zip(xs, names) {
      let text = TextFit.clipped(name, to: min(room, geometry.width), ellipsis: glyphs.ellipsis)
      let width = DisplayWidth.of(text)
      let start = max(end + 1, max(0, min(x - width / 2, geometry.width - width)))
      line.texts.append(LadderLine.Text(x: start, text: text, tone: tone))
      end = start + width
    }
    lines.append(line)
  }

  /// A line that says how long nothing happened.
  private mutating func addGap(from start: Int64, to end: Int64) {
    let elapsed = Quantity.elapsedNs(from: start, to: end)
    guard elapsed >= Self.noticeableNs else { return }
    let dots = String([glyphs.dot, " ", glyphs.dot, " ", glyphs.dot])
    let duration = Quantity.duration(ns: elapsed)
    addPause(["\(dots)  \(duration)  \(dots)", duration], coversLifelines: false)
    lastLabel = ""
  }

  /// A line on which time passes, with the first of the texts that fits: between the lifelines, or over them.
  private mutating func addPause(_ texts: [String], coversLifelines: Bool) {
    var line = LadderLine(strands: lifelines.map { .gap($0) })
    let (first, last) = (
      geometry.lifelines.first ?? geometry.margin, geometry.lifelines.last ?? geometry.width
    )
    let inside = last - first - 3
    let whole = geometry.width - geometry.margin
    let fitting =
      texts.first { DisplayWidth.of($0) <= (coversLifelines ? whole : inside) } ?? texts.last ?? ""
    let text = TextFit.clipped(fitting, to: whole, ellipsis: glyphs.ellipsis)
    let width = DisplayWidth.of(text)
    let centred = (first + last + 1 - width) / 2
    let x = width <= inside ? centred : max(geometry.margin, min(centred, geometry.width - width))
    // A text over lifelines keeps a space from those beside it.
    let padded = width <= inside ? text : " \(text) "
    line.texts.append(LadderLine.Text(x: width <= inside ? x : x - 1, text: padded, tone: .dim))
    lines.append(line)
  }

  private mutating func add(_ event: Ladder.Event) {
    let first = lines.count
    var joins = false
    switch event.kind {
    case .arrow(let arrow): add(arrow)
    case .note(let note): joins = add(note, atNs: event.atNs)
    case .step(let text): addStep(text)
    case .omission(let omission): addPause(words(omission, fromNs: event.atNs), coversLifelines: true)
    }
    if case .note = event.kind {} else { openNote = nil }
    guard !joins, lines.indices.contains(first) else { return }
    let label = Quantity.clock(ns: event.atNs, long: hasLongClock)
    if label != lastLabel { lines[first].time = label }
    lastLabel = label
    if case .omission = event.kind { lastLabel = "" }
  }

  private mutating func addStep(_ text: String) {
    var line = emptyLine()
    let room = geometry.width - geometry.margin
    let clipped = TextFit.clipped("\(glyphs.dot) \(glyphs.clean(text))", to: room, ellipsis: glyphs.ellipsis)
    line.texts.append(LadderLine.Text(x: geometry.margin, text: clipped, tone: .dim))
    lines.append(line)
  }

  /// What was not shown, from the fullest to the shortest form.
  private func words(_ omission: Ladder.Omission, fromNs: Int64) -> [String] {
    let counts = omission.counts.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
    let dots = glyphs.ellipsis
    let elapsed = Quantity.elapsedNs(from: fromNs, to: omission.lastNs)
    let span = elapsed >= Self.noticeableNs ? " in \(Quantity.duration(ns: elapsed))" : ""
    let size = omission.payloadBytes > 0 ? ", \(Quantity.bytes(omission.payloadBytes))" : ""
    let list = counts.map { "\($0.value) \(Self.plural($0.key, $0.value))" }.joined(separator: ", ")
    let names = counts.prefix(3).map(\.key).joined(separator: "/")
    let total = omission.total
    return [
      "\(dots) \(total) more\(span): \(list)\(size) \(dots)",
      "\(dots) \(total) more\(span)\(size) \(dots)",
      "\(dots) \(total) more \(names)\(span) \(dots)",
      "\(dots) \(total) more\(span) \(dots)",
      "\(dots) \(total) more \(dots)",
    ]
  }

  /// `3 calls`; a packet class is a name and stays as it is.
  private static func plural(_ word: String, _ count: Int) -> String {
    count == 1 || PacketClass(rawValue: word) != nil ? word : word + "s"
  }
}
