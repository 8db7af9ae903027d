/// Keeps a ladder readable: collapses long runs of like events, and bounds the whole.
///
/// Events are appended in the order of time and only a bounded number is ever held, so that a record or a
/// capture of any length can pass through. A run of one family longer than its limit keeps its first and
/// last events and counts those between; past the limit of the whole, the beginning and the end stay, and
/// of the middle only what is important.
package struct LadderDigest {
  /// How many events stand at the beginning and at the end of a run.
  package struct Ends: Sendable, Hashable {
    package var head: Int
    package var tail: Int

    package init(head: Int, tail: Int) {
      self.head = head
      self.tail = tail
    }
  }

  /// How many events of what are shown.
  package struct Limits: Sendable, Hashable {
    package var traffic: Ends
    /// A series is shown longer, since its rhythm (a doubling timeout) is the point.
    package var series: Ends
    package var total: Int
    package var important: Int

    package init(
      traffic: Ends = Ends(head: 6, tail: 4), series: Ends = Ends(head: 12, tail: 6), total: Int = 240,
      important: Int = 40
    ) {
      self.traffic = traffic
      self.series = series
      self.total = total
      self.important = important
    }
  }

  /// Fewer events than this are shown rather than counted.
  private static let worthOmitting = 3

  private let limits: Limits
  // The run of one family that is going on.
  private var family: Ladder.Family?
  private var inRun = 0
  private var tail: [Ladder.Event] = []
  private var collapsed: Ladder.Event?
  // The whole.
  private var kept: [Ladder.Event] = []
  private var middle: Ladder.Event?
  private var importantKept = 0
  private var recent = RecentEvents()

  package init(limits: Limits = Limits()) { self.limits = limits }

  /// Takes the next event, which is not earlier than the one before.
  package mutating func append(_ event: Ladder.Event) {
    if event.family == nil || event.family != family {
      endRun()
      family = event.family
    }
    guard let family else { return keep(event) }
    let ends = ends(of: family)
    inRun += 1
    guard inRun > ends.head else { return keep(event) }
    tail.append(event)
    if tail.count > ends.tail + Self.worthOmitting { Self.count(tail.removeFirst(), in: &collapsed) }
  }

  /// The events to show, in the order of time.
  package mutating func finish() -> [Ladder.Event] {
    endRun()
    var events = kept
    if let middle { events.append(middle) }
    events += recent.all
    return events
  }

  private func ends(of family: Ladder.Family) -> Ends {
    switch family {
    case .traffic: limits.traffic
    case .series: limits.series
    }
  }

  private mutating func endRun() {
    if collapsed != nil {
      // The last to be omitted were held back, in case that they were all.
      for event in tail.prefix(Self.worthOmitting) { Self.count(event, in: &collapsed) }
      tail.removeFirst(min(Self.worthOmitting, tail.count))
    }
    if let collapsed { keep(collapsed) }
    for event in tail { keep(event) }
    tail = []
    collapsed = nil
    inRun = 0
    family = nil
  }

  private mutating func keep(_ event: Ladder.Event) {
    guard kept.count >= limits.total / 2 else { return kept.append(event) }
    recent.append(event)
    guard recent.count > limits.total / 2, let old = recent.removeFirst() else { return }
    if old.isImportant, importantKept < limits.important {
      importantKept += 1
      if let omitted = middle { kept.append(omitted) }
      middle = nil
      kept.append(old)
    } else {
      Self.count(old, in: &middle)
    }
  }

  private static func count(_ event: Ladder.Event, in omitted: inout Ladder.Event?) {
    var omission = Ladder.Omission(lastNs: event.atNs)
    var atNs = event.atNs
    if let before = omitted, case .omission(let counted) = before.kind {
      omission = counted
      atNs = before.atNs
    }
    omission.add(event)
    omitted = Ladder.Event(atNs: atNs, .omission(omission), word: "event")
  }
}

/// The last events, first in first out, without moving all of them for each.
private struct RecentEvents {
  private var events: [Ladder.Event] = []
  private var start = 0

  var count: Int { events.count - start }
  var all: ArraySlice<Ladder.Event> { events[start...] }

  mutating func append(_ event: Ladder.Event) { events.append(event) }

  mutating func removeFirst() -> Ladder.Event? {
    guard start < events.count else { return nil }
    defer {
      start += 1
      if start >= 1024 {
        events.removeFirst(start)
        start = 0
      }
    }
    return events[start]
  }
}
