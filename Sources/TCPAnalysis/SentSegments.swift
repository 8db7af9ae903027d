import WireFormat

/// A range of sequence numbers that one end sent, and when.
struct SentSegment: Sendable {
  var start: SequenceNumber
  var end: SequenceNumber
  var firstFrame: Int
  var lastFrame: Int
  var firstTimeNs: Int64
  var lastTimeNs: Int64
  var payloadHash: UInt64
  /// The last transmission's TSval; tells a copy of a packet from a retransmission.
  var timestamp: UInt32
  var identification: UInt16
  var timesSent: UInt8
  var isSelectivelyAcknowledged: Bool
}

/// A retransmission that a D-SACK may still show to have been unneeded.
struct Resent: Sendable {
  var start: SequenceNumber
  var end: SequenceNumber
  var originalFrame: Int
  var frame: Int
  var kind: RetransmissionKind
  var trigger: RetransmissionKind?
}

/// What one end sent and the other has not acknowledged, in order of sequence numbers; and the last few
/// segments before that, to tell what a late copy is a copy of.
///
/// Bounded: a capture that shows only one direction never sees an acknowledgment.
struct SentSegments: Sendable {
  static let remembered = 4

  private var storage: [SentSegment] = []
  /// The first that is not acknowledged in full.
  private(set) var head = 0

  var isEmpty: Bool { head == heldCount }
  /// All that is held, the remembered ones too. Kept beside the array, whose own count lies in memory that
  /// is not needed for every segment.
  private(set) var heldCount = 0

  subscript(index: Int) -> SentSegment {
    _read { yield storage[index] }
    _modify { yield &storage[index] }
  }

  /// Appends a segment that starts where all before it end, or later.
  @inline(__always)
  mutating func append(_ segment: SentSegment, limit: Int) {
    if heldCount >= limit { drop(limit) }
    if heldCount == 0 { storage.reserveCapacity(Self.remembered) }
    storage.append(segment)
    heldCount &+= 1
  }

  /// Puts a segment in its place by sequence number.
  mutating func insert(_ segment: SentSegment, limit: Int) {
    if heldCount >= limit { drop(limit) }
    var index = storage.count
    while index > 0 && segment.start < storage[index - 1].start { index -= 1 }
    storage.insert(segment, at: index)
    heldCount &+= 1
    if index < head { head += 1 }
  }

  /// Forgets the oldest, acknowledged or not, down to half of what is allowed.
  private mutating func drop(_ limit: Int) {
    let dropped = heldCount - limit / 2
    storage.removeFirst(dropped)
    heldCount &-= dropped
    head = max(0, head - dropped)
  }

  /// Passes what ends at or before `acknowledged`; returns the indices that were newly acknowledged.
  @inline(__always)
  mutating func acknowledge(upTo acknowledged: SequenceNumber) -> Range<Int> {
    let first = head
    while head < heldCount && storage[head].end <= acknowledged { head &+= 1 }
    if head >= Self.remembered + 2 && (head >= 64 || 2 * head >= heldCount) { return compacted(first) }
    return first..<head
  }

  private mutating func compacted(_ first: Int) -> Range<Int> {
    let kept = max(Self.remembered, head - first)
    let dropped = head - kept
    guard dropped > 0 else { return first..<head }
    storage.removeFirst(dropped)
    heldCount &-= dropped
    head -= dropped
    return (first - dropped)..<head
  }

  mutating func removeAll() {
    storage = []
    heldCount = 0
    head = 0
  }

  /// The indices of the segments, acknowledged ones too, that share a byte with `start..<end`.
  func overlapping(_ start: SequenceNumber, _ end: SequenceNumber) -> Range<Int> {
    var low = 0
    var high = storage.count
    while low < high {
      let middle = (low + high) / 2
      if storage[middle].end <= start { low = middle + 1 } else { high = middle }
    }
    var upper = low
    while upper < storage.count && storage[upper].start < end { upper += 1 }
    return low..<upper
  }

  /// Cuts the segment that lies across `place` in two: a super-segment (GSO) of which a part is sent again
  /// or reported in a SACK block.
  mutating func split(at place: SequenceNumber, limit: Int) {
    let range = overlapping(place, place + 1)
    guard let index = range.first, storage[index].start < place, heldCount < limit else { return }
    var second = storage[index]
    second.start = place
    storage[index].end = place
    storage.insert(second, at: index + 1)
    heldCount &+= 1
    if index < head { head += 1 }
  }
}
