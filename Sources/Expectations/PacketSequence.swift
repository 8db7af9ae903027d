import Evidence
import LabModel
import WireFormat

/// Packets in an order, with the gaps between them.
///
/// Looks for *any* choice of packets that fits, not only the first that begins well: with gaps, a later
/// beginning may fit where an earlier one does not. For each pattern the packets are found that can stand
/// there (some packet for the pattern before reaches them); the last pattern having one means a match.
struct PacketSequence: Sendable {
  let patterns: [PacketPattern]
  /// Nothing may stand between.
  let strict: Bool

  /// A packet that can stand at one place of the sequence.
  private struct Reached {
    /// In the packets looked at.
    var packet: Int
    /// In the list of the place before; −1 at the first.
    var predecessor: Int
  }

  func judge(_ packets: [PacketRecord], _ record: RunRecord) -> Finding {
    var places: [[Reached]] = []
    for (index, pattern) in patterns.enumerated() {
      let meant = pattern.indices(in: packets)
      let reached =
        index == 0
        ? meant.map { Reached(packet: $0, predecessor: -1) }
        : reach(meant, from: places[index - 1], packets, gap: pattern.gap)
      guard !reached.isEmpty else {
        return broken(at: index, places, meant: meant, packets, record)
      }
      places.append(reached)
    }
    let chain = chain(places)
    let times = chain.map { record.time(packets[$0].sentAtNs) }
    return Finding(.pass, "in this order at \(times.joined(separator: ", "))")
  }

  private func reach(
    _ meant: [Int], from before: [Reached], _ packets: [PacketRecord], gap: TimeBound?
  ) -> [Reached] {
    var reached: [Reached] = []
    // Both lists are in the packets' order, so that the candidates before a packet only grow.
    var available = 0
    var firstInTime = 0
    for packet in meant {
      while available < before.count, before[available].packet < packet { available += 1 }
      if strict {
        guard available > 0, before[available - 1].packet == packet - 1,
          fits(gap, from: packets[packet - 1], to: packets[packet])
        else { continue }
        reached.append(Reached(packet: packet, predecessor: available - 1))
        continue
      }
      guard let gap else {
        if available > 0 { reached.append(Reached(packet: packet, predecessor: 0)) }
        continue
      }
      if let upper = gap.upper {
        while firstInTime < available, distance(packets[before[firstInTime].packet], packets[packet]) > upper
        {
          firstInTime += 1
        }
      }
      if firstInTime < available, fits(gap, from: packets[before[firstInTime].packet], to: packets[packet]) {
        reached.append(Reached(packet: packet, predecessor: firstInTime))
      }
    }
    return reached
  }

  private func distance(_ first: PacketRecord, _ second: PacketRecord) -> Duration {
    .nanoseconds(second.sentAtNs.subtractingReportingOverflow(first.sentAtNs).partialValue)
  }

  private func fits(_ gap: TimeBound?, from first: PacketRecord, to second: PacketRecord) -> Bool {
    gap?.contains(distance(first, second)) ?? true
  }

  /// Packet indices of one match of the places so far, from the first.
  private func chain(_ places: [[Reached]]) -> [Int] {
    var chain: [Int] = []
    var index = 0
    for place in places.reversed() {
      guard place.indices.contains(index) else { break }
      chain.append(place[index].packet)
      index = place[index].predecessor
    }
    return chain.reversed()
  }

  // MARK: Telling where it broke

  private func broken(
    at index: Int, _ places: [[Reached]], meant: [Int], _ packets: [PacketRecord], _ record: RunRecord
  ) -> Finding {
    let chain = chain(places)
    let last = chain.last
    let late = meant.first { $0 > last ?? -1 }
    var evidence = "'\(patterns[index])' is missing"
    if let last { evidence += " after \(packets[last].notation) at \(record.time(packets[last].sentAtNs))" }
    var lateness: Lateness?
    if let last, let late {
      let gap = distance(packets[last], packets[late])
      if let bound = patterns[index].gap, !(strict && late != last + 1) {
        lateness = Lateness(gap, against: bound, endedAtNs: packets[late].sentAtNs)
      }
      evidence =
        strict && late != last + 1
        ? "other packets stand before '\(patterns[index])'"
        : "'\(patterns[index])' came after \(gap.labText)"
    }
    if meant.isEmpty, let near = NearMiss(patterns[index], among: packets[((last ?? -1) + 1)...]) {
      evidence += "; \(near.text(record))"
    }
    if let missed = record.missedFrames { return Finding(.inconclusive, "\(evidence), but \(missed)") }
    let expected = patterns.enumerated().map { number, pattern in
      (number < index ? "✓ " : number == index ? "✗ " : "  ") + pattern.description
    }
    return Finding(
      .fail, evidence, expected: expected,
      actual: PacketList.lines(packets, record, marked: chain, around: last), lateness: lateness)
  }
}
