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
  var identification: UInt16
  var timesSent: UInt8
  var isSelectivelyAcknowledged: Bool
  /// The last transmission's TSval; tells a copy of a packet from a retransmission.
  var timestamp: UInt32
  /// What the last retransmission was labelled, so that a D-SACK can correct it.
  var lastKind: RetransmissionKind?
}

/// What one end sent and the other has not acknowledged, in order of sequence numbers; and the last few
/// segments before that, to tell what a late copy is a copy of.
///
/// Bounded: a capture that shows only one direction never sees an acknowledgment.
struct SentSegments: Sendable {
  static let limit = 2048
  static let remembered = 16

  private var storage: [SentSegment] = []
  /// The first that is not acknowledged in full.
  private(set) var head = 0

  var isEmpty: Bool { head == storage.count }
  var count: Int { storage.count - head }
  var indices: Range<Int> { head..<storage.count }
  /// With the remembered, acknowledged ones.
  var allIndices: Range<Int> { 0..<storage.count }

  subscript(index: Int) -> SentSegment {
    get { storage[index] }
    _modify { yield &storage[index] }
  }

  var last: SentSegment? { isEmpty ? nil : storage[storage.count - 1] }

  /// Appends a segment that starts where all before it end, or later.
  mutating func append(_ segment: SentSegment) {
    if storage.count - head >= Self.limit { dropOldest() }
    storage.append(segment)
  }

  /// Puts a segment in its place by sequence number.
  mutating func insert(_ segment: SentSegment) {
    if storage.count - head >= Self.limit { dropOldest() }
    var index = storage.count
    while index > 0 && segment.start < storage[index - 1].start { index -= 1 }
    storage.insert(segment, at: index)
    if index < head { head += 1 }
  }

  private mutating func dropOldest() {
    storage.removeFirst(head + Self.limit / 2)
    head = 0
  }

  /// Forgets what ends at or before `acknowledged`; returns the index range that was newly acknowledged.
  mutating func acknowledge(upTo acknowledged: SequenceNumber) -> Range<Int> {
    let first = head
    while head < storage.count && storage[head].end <= acknowledged { head += 1 }
    if head >= 4 * Self.remembered && head * 2 > storage.count { return compacted(first) }
    return first..<head
  }

  private mutating func compacted(_ first: Int) -> Range<Int> {
    let kept = max(Self.remembered, head - first)
    let dropped = head - kept
    guard dropped > 0 else { return first..<head }
    storage.removeFirst(dropped)
    head -= dropped
    return (first - dropped)..<head
  }

  mutating func removeAll() {
    storage.removeAll()
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
}
