import WireFormat

extension SegmentReader {
  /// Marks what SACK blocks report; the first block may be a D-SACK (RFC 2883 §4).
  static func readSack(
    _ segment: TCPSegment, _ reading: inout Reading, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common
  ) {
    reading.labelFlags.insert(.sack)
    let blocks = segment.sackBlocks
    let count = min(segment.sackBlockCount, 4)
    var from = 0
    let first = blocks[0]
    let below = first.right <= reading.acknowledgment
    let inside = count > 1 && blocks[1].left <= first.left && first.right <= blocks[1].right
    if below || inside {
      reading.labelFlags.insert(.dsack)
      reading.facts.add(.dsack)
      reportDuplicate(first, &reading, &other, &common)
      from = 1
    }
    if first != me.lastSack { reading.facts.add(.newSack) }
    me.lastSack = first
    for index in from..<max(from, count) {
      let block = blocks[index]
      guard block.left < block.right, block.right <= other.next, block.left >= reading.acknowledgment else {
        continue
      }
      mark(block, &reading, &other)
    }
  }

  private static func mark(_ block: SACKBlock, _ reading: inout Reading, _ other: inout DirectionState) {
    var range = other.segments.overlapping(block.left, block.right)
    if let first = range.first, let last = range.last,
      other.segments[first].start < block.left || other.segments[last].end > block.right
    {
      other.segments.split(at: block.left, limit: reading.segmentLimit)
      other.segments.split(at: block.right, limit: reading.segmentLimit)
      range = other.segments.overlapping(block.left, block.right)
    }
    for entry in range { other.segments[entry].isSelectivelyAcknowledged = true }
    if !other.hasSacked || block.right > other.highestSacked { other.highestSacked = block.right }
    other.hasSacked = true
    other.lastSackFrame = reading.number
  }

  /// A D-SACK: if those bytes were sent again, that was not needed.
  private static func reportDuplicate(
    _ block: SACKBlock, _ reading: inout Reading, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    guard block.left < block.right,
      let place = other.resent.lastIndex(where: { $0.start < block.right && block.left < $0.end })
    else { return }
    let resent = other.resent.remove(at: place)
    let reason = LabelReason(.reportedByDSACK, first: resent.originalFrame, second: reading.number)
    other.counts.correct(resent.kind, to: .unneeded)
    if resent.frame == other.tailLossProbeFrame { other.tailLossProbeUnneeded = reason }
    common.corrections.append(
      LabelCorrection(
        frame: resent.frame, connection: common.id, kind: .unneeded, trigger: resent.trigger, cause: nil,
        reason: reason))
  }
}
