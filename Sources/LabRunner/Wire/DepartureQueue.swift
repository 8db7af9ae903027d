internal import Faults
internal import WireFormat

/// Frames that wait on the wires: for a time, for others to pass, or for a fault's word.
struct DepartureQueue: Sendable {
  struct Entry: Sendable {
    var way: WireWay
    /// What holds it, for one that is held.
    var holders: Set<Int>
    var bytes: [UInt8]
    /// CLOCK_MONOTONIC; .max for one that is held.
    var dueNs: Int64
    /// How many later frames must leave first; 0: none.
    var behind: Int
    fileprivate var order: Int
  }

  /// By due time, then in the order in which they came.
  private var entries: [Entry] = []
  private var nextOrder = 0

  /// When the next one is due; nil when none ever is.
  var nextDueNs: Int64? {
    guard let first = entries.first, first.dueNs < .max else { return nil }
    return first.dueNs
  }

  /// What will leave when its time has come.
  var timed: [[UInt8]] { entries.filter { $0.dueNs < .max }.map(\.bytes) }

  mutating func add(_ departure: WireDeparture, way: WireWay, holders: Set<Int> = [], nowNs: Int64) {
    var entry = Entry(
      way: way, holders: holders, bytes: departure.bytes, dueNs: .max, behind: 0, order: nextOrder)
    nextOrder += 1
    switch departure.release {
    case .after(let ns): entry.dueNs = Self.due(after: ns, nowNs: nowNs)
    case .held: break
    case .behind(let frames, let atMostNs):
      entry.behind = frames
      entry.dueNs = Self.due(after: atMostNs, nowNs: nowNs)
    }
    let place = entries.firstIndex { ($0.dueNs, $0.order) > (entry.dueNs, entry.order) } ?? entries.count
    entries.insert(entry, at: place)
  }

  /// Never .max, which one that is held has.
  private static func due(after ns: Int64, nowNs: Int64) -> Int64 { min(nowNs.addingTime(ns), .max - 1) }

  /// Those whose time has come.
  mutating func takeDue(nowNs: Int64) -> [Entry] {
    let count = entries.prefix { $0.dueNs <= nowNs }.count
    defer { entries.removeFirst(count) }
    return Array(entries.prefix(count))
  }

  /// A frame has left: those that waited for it.
  mutating func takeFollowers(of way: WireWay) -> [Entry] {
    var ready: [Entry] = []
    for index in entries.indices where entries[index].way == way && entries[index].behind > 0 {
      entries[index].behind -= 1
      if entries[index].behind == 0 { ready.append(entries[index]) }
    }
    if !ready.isEmpty {
      let orders = Set(ready.map(\.order))
      entries.removeAll { orders.contains($0.order) }
    }
    return ready
  }

  /// What these rules held and no other one holds, in the order in which it came.
  mutating func takeHeld(by rules: Set<Int>) -> [Entry] {
    var free: [Entry] = []
    for index in entries.indices where entries[index].dueNs == .max {
      let isHeld = !entries[index].holders.isDisjoint(with: rules)
      entries[index].holders.subtract(rules)
      if isHeld, entries[index].holders.isEmpty { free.append(entries[index]) }
    }
    let orders = Set(free.map(\.order))
    entries.removeAll { orders.contains($0.order) }
    return free.sorted { $0.order < $1.order }
  }

  /// Forgets what is on a wire that is no more.
  mutating func forget(wire: Int) { entries.removeAll { $0.way.wire == wire } }
}
