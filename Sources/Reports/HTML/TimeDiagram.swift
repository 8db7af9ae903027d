import Evidence
import WireFormat

/// A run as a time-sequence diagram: hosts as lanes, time downwards, every packet from where and when it was
/// sent to where and when it arrived.
///
/// Unlike `Ladder` it leaves nothing out up to `mostItems`, and it knows what stands behind each mark. Distances
/// grow with time, but slowly: a second of silence is wider than a millisecond, and an hour fits on the page.
struct TimeDiagram: Sendable {
  /// What a mark stands for; the raw value is its class on the page.
  enum Kind: String, Sendable {
    case packet, call, state, fault, exit
  }

  /// A packet's way.
  struct Way: Sendable {
    var to: Int
    var fate: Ladder.Fate
    var arrivesNs: Int64?
  }

  /// One mark on the diagram.
  struct Item: Sendable {
    var kind: Kind
    /// From the start of the run.
    var atNs: Int64
    var lane: Int
    var way: Way?
    var label: String
    var detail: String
    var tone: Tone
    /// What a reader learns who asks for it, line by line; the first is a heading.
    var facts: [String]
    /// What the host's lifeline is from here on; nil leaves it.
    var becomes: Ladder.Lifeline?
    /// In tenths of a pixel below the head.
    var y = 0
  }

  /// A socket in one state, or a host's cable in one condition.
  struct Span: Sendable {
    var lane: Int
    /// Sockets of a host stand side by side, from 0; -1 for the host itself.
    var slot: Int
    var name: String
    var fromNs: Int64
    var toNs: Int64
    var facts: [String]
  }

  /// More marks than this are not drawn: no browser shows them well, and the record has them all.
  static let mostItems = 4000
  /// Sockets of a host beyond this have no band.
  static let mostSlots = 4

  private(set) var lanes: [Ladder.Column]
  private(set) var items: [Item] = []
  private(set) var bands: [Span] = []
  /// How each host stood: `up`, `down`, `unplugged`.
  private(set) var lifelines: [Span] = []
  /// Marks that are not drawn.
  private(set) var omitted = 0
  private(set) var endNs: Int64
  /// In tenths of a pixel.
  private(set) var height = 0

  init(_ record: RunRecord) {
    var story = RecordStory(record, detail: .normal)
    lanes = story.columns
    endNs = Quantity.elapsedNs(from: record.startedAtNs, to: record.endedAtNs)
    for moment in story.moments() {
      guard let event = story.event(of: moment) else { continue }
      guard items.count < Self.mostItems else {
        omitted += 1
        continue
      }
      if let item = Self.item(event, moment, record) { items.append(item) }
    }
    addBands(record, story.columnOf)
    addLifelines()
    place()
  }

  private static func item(_ event: Ladder.Event, _ moment: RecordMoment, _ record: RunRecord) -> Item? {
    switch event.kind {
    case .arrow(let arrow):
      let packet = record.packets[moment.index]
      let arrives = packet.arrivedAtNs.map { Quantity.elapsedNs(from: record.startedAtNs, to: $0) }
      return Item(
        kind: .packet, atNs: event.atNs, lane: arrow.from,
        way: Way(to: arrow.to, fate: arrow.fate, arrivesNs: arrives), label: arrow.label,
        detail: arrow.detail,
        tone: arrow.tone, facts: packet.facts(from: record.startedAtNs))
    case .note(let note):
      let kind: Kind
      switch moment.kind {
      case .fault: kind = .fault
      case .state: kind = .state
      case .exit: kind = .exit
      case .step, .callStart, .call, .packet, .callEnd: kind = .call
      }
      return Item(
        kind: kind, atNs: event.atNs, lane: note.column, label: note.text, detail: note.detail,
        tone: note.tone,
        facts: record.facts(of: moment, label: note.text), becomes: note.becomes)
    case .step(let text):
      // What belongs to no lane (a wire's fault that is lifted by its name) stands at the first.
      guard moment.kind == .fault else { return nil }
      return Item(
        kind: .fault, atNs: event.atNs, lane: 0, label: text, detail: "", tone: .fault,
        facts: record.facts(of: moment, label: text))
    case .omission: return nil
    }
  }

  // MARK: Places

  private static let rowHeight = 230
  private static let firstRow = 160

  /// The least distance for its silence: nothing below 5 ms, and about 14 px more for each power of ten.
  private static func room(forNs gap: Int64) -> Int {
    var extra = 0
    var step: Int64 = 5_000_000
    while gap >= step, extra < 1200 {
      // Between powers of ten in a straight line.
      let next = step.multipliedReportingOverflow(by: 10)
      guard !next.overflow else { return extra + 140 }
      extra += gap >= next.partialValue ? 140 : Int(140 * ((gap - step) / (step / 100)) / 900)
      step = next.partialValue
    }
    return extra
  }

  private mutating func place() {
    var (y, last) = (Self.firstRow, items.first?.atNs ?? 0)
    for index in items.indices {
      let item = items[index]
      if index > 0 { y += Self.rowHeight + Self.room(forNs: Quantity.elapsedNs(from: last, to: item.atNs)) }
      last = item.atNs
      items[index].y = y
    }
    height = y + Self.rowHeight + Self.room(forNs: Quantity.elapsedNs(from: last, to: max(last, endNs)))
  }

  /// Where a moment lies, between the marks before and after it. In tenths of a pixel.
  func y(at timeNs: Int64) -> Int {
    var (low, high) = (0, items.count)
    while low < high {
      let middle = (low + high) / 2
      if items[middle].atNs <= timeNs { low = middle + 1 } else { high = middle }
    }
    let before = low > 0 ? (items[low - 1].atNs, items[low - 1].y) : (Int64(0), 0)
    let after = low < items.count ? (items[low].atNs, items[low].y) : (max(endNs, before.0), height)
    let length = Quantity.elapsedNs(from: before.0, to: after.0)
    guard length > 0 else { return before.1 }
    let part = min(length, max(0, Quantity.elapsedNs(from: before.0, to: timeNs)))
    // By thousandths: the product of two lengths of time need not fit.
    let thousandths = part >= Int64.max / 1000 ? part / (length / 1000 + 1) : part * 1000 / length
    return before.1 + (after.1 - before.1) * Int(min(1000, thousandths)) / 1000
  }

  // MARK: Bands

  private mutating func addBands(_ record: RunRecord, _ columnOf: [String: Int]) {
    struct Open {
      var lane: Int
      var slot: Int
      var name: String
      var sinceNs: Int64
    }
    var sockets: [String: Open] = [:]
    // Per lane: which slots are taken.
    var taken: [Int: Set<Int>] = [:]
    func close(_ name: String, _ open: Open, atNs: Int64) -> Span {
      return Span(
        lane: open.lane, slot: open.slot, name: open.name, fromNs: open.sinceNs, toNs: atNs,
        facts: [open.name, "socket \(name)"])
    }
    for state in record.states.prefix(Self.mostItems) {
      guard let lane = columnOf[state.host] else { continue }
      let name = "\(state.host)\(RecordStory.socketName(state))"
      let atNs = Quantity.elapsedNs(from: record.startedAtNs, to: state.atNs)
      let old = sockets[name]
      if old?.name == state.state { continue }
      var slot = old?.slot
      if let old {
        bands.append(close(name, old, atNs: atNs))
        sockets[name] = nil
      }
      if state.state == "CLOSED" {
        if let slot { taken[lane]?.remove(slot) }
        continue
      }
      slot = slot ?? (0..<Self.mostSlots).first { !taken[lane, default: []].contains($0) }
      guard let slot else { continue }
      taken[lane, default: []].insert(slot)
      sockets[name] = Open(lane: lane, slot: slot, name: state.state, sinceNs: atNs)
    }
    for (name, open) in sockets.sorted(by: { $0.key < $1.key }) {
      bands.append(close(name, open, atNs: max(endNs, open.sinceNs)))
    }
    for fault in record.faults {
      guard let lane = columnOf[fault.host], let endNs = fault.endOfSocketsNs else { continue }
      let atNs = Quantity.elapsedNs(from: record.startedAtNs, to: endNs)
      for index in bands.indices where bands[index].lane == lane {
        if bands[index].fromNs < atNs, bands[index].toNs > atNs { bands[index].toNs = atNs }
      }
    }
    for index in bands.indices {
      bands[index].facts.append("from \(Self.clock(bands[index].fromNs)) to \(Self.clock(bands[index].toNs))")
    }
    bands.sort { ($0.lane, $0.slot, $0.fromNs) < ($1.lane, $1.slot, $1.fromNs) }
  }

  private mutating func addLifelines() {
    for lane in lanes.indices {
      var (look, since) = (Ladder.Lifeline.up, Int64(0))
      func span(until endNs: Int64) -> Span {
        Span(lane: lane, slot: -1, name: "\(look)", fromNs: since, toNs: endNs, facts: [])
      }
      for item in items where item.lane == lane {
        guard let next = item.becomes, next != look else { continue }
        lifelines.append(span(until: item.atNs))
        (look, since) = (next, item.atNs)
      }
      lifelines.append(span(until: max(endNs, since)))
    }
  }

  static func clock(_ ns: Int64) -> String { Quantity.clock(ns: ns, long: ns >= 600_000_000_000) }
}

extension FaultRecord {
  /// When the sockets of its host are gone without having been closed; nil where they stay.
  fileprivate var endOfSocketsNs: Int64? {
    switch kind {
    case "power-off", "reboot": appliedAtNs
    case "shut-down": provenAtNs
    default: nil
    }
  }
}
