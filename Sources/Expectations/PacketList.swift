import Evidence

/// Packets as lines of evidence, in the packet notation with their times.
enum PacketList {
  private static let shownBefore = 4
  private static let shownAfter = 8

  /// - Parameters:
  ///   - marked: Indices of the packets that were expected and found.
  ///   - center: The lines around this packet are shown; the first ones without it.
  static func lines(
    _ packets: [PacketRecord], _ record: RunRecord, marked: [Int] = [], around center: Int? = nil
  ) -> [String] {
    guard !packets.isEmpty else { return ["no packets"] }
    let marked = Set(marked)
    let first = max(0, (center ?? 0) - shownBefore)
    let last = min(packets.count - 1, (center ?? 0) + shownAfter)
    let times = packets[first...last].map { record.time($0.sentAtNs) }
    let width = times.map(\.count).max() ?? 0
    var lines: [String] = first > 0 ? ["  … \(first) before"] : []
    for (index, time) in zip(first...last, times) {
      lines.append(
        (marked.contains(index) ? "✓ " : "  ") + String(repeating: " ", count: width - time.count) + time
          + "  "
          + packets[index].notation)
    }
    if last < packets.count - 1 { lines.append("  … \(packets.count - 1 - last) more") }
    return lines
  }
}
