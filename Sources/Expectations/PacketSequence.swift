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

  /// - Parameter sinceNs: What the first packet's gap is counted from.
  func judge(_ packets: [PacketRecord], _ record: RunRecord, sinceNs: Int64?) -> Finding {
    let places = places(in: packets, sinceNs: sinceNs) { $0.indices(in: packets) }
    guard places.count == patterns.count else {
      let possible = self.places(in: packets, sinceNs: sinceNs) { $0.possibleIndices(in: packets) }
      return broken(
        at: places.count, places, packets, record, sinceNs: sinceNs,
        doubt: record.missedFrames ?? (possible.count == patterns.count ? RunRecord.unseenArrival : nil))
    }
    let chain = chain(places)
    let times = chain.map { record.time(packets[$0].sentAtNs) }
    return Finding(.pass, "in this order at \(times.joined(separator: ", "))")
  }

  /// Which packets can stand at each place, up to the last place that one can stand at.
  private func places(
    in packets: [PacketRecord], sinceNs: Int64?, meaning: (PacketPattern) -> [Int]
  ) -> [[Reached]] {
    var places: [[Reached]] = []
    for pattern in patterns {
      let meant = meaning(pattern)
      let reached =
        places.last.map { reach(meant, from: $0, packets, gap: pattern.gap) }
        ?? meant.filter { fits(pattern.gap, from: sinceNs, to: packets[$0]) }
        .map { Reached(packet: $0, predecessor: -1) }
      guard !reached.isEmpty else { return places }
      places.append(reached)
    }
    return places
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
          fits(gap, from: packets[packet - 1].sentAtNs, to: packets[packet])
        else { continue }
        reached.append(Reached(packet: packet, predecessor: available - 1))
        continue
      }
      guard let gap else {
        if available > 0 { reached.append(Reached(packet: packet, predecessor: 0)) }
        continue
      }
      if let upper = gap.upper {
        while firstInTime < available,
          distance(packets[before[firstInTime].packet].sentAtNs, packets[packet]) > upper
        {
          firstInTime += 1
        }
      }
      if firstInTime < available,
        fits(gap, from: packets[before[firstInTime].packet].sentAtNs, to: packets[packet])
      {
        reached.append(Reached(packet: packet, predecessor: firstInTime))
      }
    }
    return reached
  }

  private func distance(_ fromNs: Int64, _ packet: PacketRecord) -> Duration {
    .nanoseconds(packet.sentAtNs.subtractingReportingOverflow(fromNs).partialValue)
  }

  private func fits(_ gap: TimeBound?, from fromNs: Int64?, to packet: PacketRecord) -> Bool {
    guard let gap, let fromNs else { return true }
    return gap.contains(distance(fromNs, packet))
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
    at index: Int, _ places: [[Reached]], _ packets: [PacketRecord], _ record: RunRecord, sinceNs: Int64?,
    doubt: String?
  ) -> Finding {
    let chain = chain(places)
    let last = chain.last
    let meant = patterns[index].indices(in: packets)
    let late = meant.first { $0 > last ?? -1 }
    var evidence = "'\(patterns[index])' is missing"
    if let last { evidence += " after \(packets[last].notation) at \(record.time(packets[last].sentAtNs))" }
    var lateness: Lateness?
    if let late, let fromNs = last.map({ packets[$0].sentAtNs }) ?? sinceNs {
      let gap = distance(fromNs, packets[late])
      let isBehindOthers = strict && last.map { late != $0 + 1 } ?? false
      if let bound = patterns[index].gap, !isBehindOthers {
        lateness = Lateness(gap, against: bound, endedAtNs: packets[late].sentAtNs)
      }
      evidence =
        isBehindOthers
        ? "other packets stand before '\(patterns[index])'"
        : "'\(patterns[index])' came after \(gap.labText)"
    }
    if let shortage = patterns[index].shortage(in: packets) {
      evidence += "; \(shortage)"
    } else if meant.isEmpty, let near = NearMiss(patterns[index], among: packets[((last ?? -1) + 1)...]) {
      evidence += "; \(near.text(record))"
    }
    if let doubt { return Finding(.inconclusive, "\(evidence), but \(doubt)") }
    let expected = patterns.enumerated().map { number, pattern in
      (number < index ? "✓ " : number == index ? "✗ " : "  ") + pattern.description
    }
    return Finding(
      .fail, evidence, expected: expected,
      actual: PacketList.lines(packets, record, marked: chain, around: last), lateness: lateness)
  }
}
