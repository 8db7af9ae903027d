internal import Evidence

/// The machine's delays in bounded memory, in the order of time.
///
/// Those that overlap are one, so that no time is counted twice. When there is no room, the two with the least time
/// between them become one: a long delay stays whole, however many short ones there are.
struct DelayLog {
  private(set) var delays: [SchedulingDelay] = []
  private let limit: Int

  init(limit: Int = 1000) { self.limit = max(1, limit) }

  mutating func note(_ delay: SchedulingDelay) {
    // It ended just now, so its place is at the end or near it.
    let first = delays.lastIndex { $0.endedAtNs <= delay.beganAtNs }.map { $0 + 1 } ?? 0
    let end = delays[first...].firstIndex { $0.beganAtNs >= delay.endedAtNs } ?? delays.count
    let joined = delays[first..<end].reduce(delay) { $0.joined(with: $1) }
    delays.replaceSubrange(first..<end, with: [joined])
    if delays.count > limit { joinClosest() }
  }

  private mutating func joinClosest() {
    let pairs = zip(delays.indices, delays.indices.dropFirst())
    let closest = pairs.min { gap(before: $0.1) < gap(before: $1.1) }
    guard let (first, second) = closest else { return }
    delays.replaceSubrange(first...second, with: [delays[first].joined(with: delays[second])])
  }

  private func gap(before index: Int) -> Int64 { delays[index].beganAtNs - delays[index - 1].endedAtNs }
}

extension SchedulingDelay {
  fileprivate var beganAtNs: Int64 { endedAtNs - ns }

  /// From the beginning of the first to the end of the last.
  fileprivate func joined(with other: SchedulingDelay) -> SchedulingDelay {
    let endedAtNs = max(self.endedAtNs, other.endedAtNs)
    return SchedulingDelay(endedAtNs: endedAtNs, ns: endedAtNs - min(beganAtNs, other.beganAtNs))
  }
}
