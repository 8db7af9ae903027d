import WireFormat

extension SegmentReader {
  /// So many parts of holes are known; the oldest are forgotten. Each segment looks at all.
  static let holeLimit = 512

  static func addHole(
    from start: SequenceNumber, to end: SequenceNumber, _ reading: inout Reading, isAcknowledged: Bool,
    _ me: inout DirectionState
  ) {
    if me.holes.count >= 64 { me.holes.removeFirst(32) }
    me.holes.append(
      DirectionState.Hole(
        start: start, end: end, frame: reading.number, timeNs: reading.timeNs, isAcknowledged: isAcknowledged,
        identification: isAcknowledged ? 0 : reading.identification,
        timestamp: isAcknowledged ? 0 : reading.timestamp))
  }

  /// Takes the segment's bytes out of the holes; returns how many lay in them, and the first hole touched.
  ///
  /// Where no SYN was seen, all before the first byte seen is a hole too.
  static func fillHoles(
    _ reading: inout Reading, _ me: inout DirectionState
  ) -> (bytes: Int, hole: DirectionState.Hole?) {
    var bytes = 0
    var touched: DirectionState.Hole?
    if me.synFrame == 0, reading.start <= me.initial,
      me.segments.overlapping(reading.start, reading.end).isEmpty
    {
      let first = me.initial + 1
      bytes = min(first.distance(from: reading.start), reading.end.distance(from: reading.start))
      touched = DirectionState.Hole(
        start: reading.start, end: first, frame: me.lastFrame, timeNs: me.lastTimeNs, isAcknowledged: false,
        identification: me.lastIdentification, timestamp: me.lastTimestamp)
    }
    guard !me.holes.isEmpty else { return (bytes, touched) }
    var left: [DirectionState.Hole] = []
    for hole in me.holes {
      let low = hole.start > reading.start ? hole.start : reading.start
      let high = hole.end < reading.end ? hole.end : reading.end
      guard low < high else {
        left.append(hole)
        continue
      }
      bytes += high.distance(from: low)
      if touched == nil { touched = hole }
      if hole.start < low {
        var before = hole
        before.end = low
        left.append(before)
      }
      if high < hole.end {
        var after = hole
        after.start = high
        left.append(after)
      }
    }
    // Every segment in the middle of a hole makes two of it.
    if left.count > holeLimit { left.removeFirst(left.count - holeLimit) }
    me.holes = left
    return (bytes, touched)
  }

  /// Bytes that were missing here: late, or sent again because they were lost before this point.
  static func readHoleFilled(
    _ reading: inout Reading, _ hole: DirectionState.Hole, _ me: inout DirectionState,
    _ other: inout DirectionState
  ) {
    let late = reading.timeNs &- hole.timeNs
    let isAcknowledged = me.wasAcknowledged && reading.end <= me.unacknowledged
    let asked = me.duplicateAcks >= 1 || me.hasSacked
    let timeout = timeoutNs(&me, &other)
    // A request for it must travel to the sender and the answer back.
    let roundTrip = other.roundTrip.isKnown ? other.roundTrip.minimumNs : 3_000_000
    let couldBeAsked = asked && late >= roundTrip - roundTrip / 8
    let wasSentAgain =
      isAcknowledged ? late >= acknowledgedHoleLimitNs(&me, &other) : couldBeAsked || late >= timeout
    if !(sentAfter(hole, &reading, &me) ?? wasSentAgain) {
      reading.facts.add(.fillsHole)
      reading.reason = LabelReason(.classRule, first: hole.frame)
      if reading.hasFin { reading.labelFlags.insert(.arrivedLate) }
      return
    }
    if isAcknowledged {
      let reason =
        hole.isAcknowledged
        ? LabelReason(.filledAcknowledgedHole, first: hole.frame, measured: late)
        : LabelReason(.filledAcknowledgedHole, first: other.lastAckFrame)
      reading.markRetransmission(.unneeded, reason)
      reading.question = .unexpectedData
      return
    }
    // It goes on beyond all that was acknowledged: nothing tells that a part of it was sent before.
    if hole.isAcknowledged { return }
    reading.labelFlags.insert(.arrivedLate)
    var kind = RetransmissionKind.timeout
    if asked || late < timeout { kind = me.phase == .open ? .fast : .recovery }
    reading.markRetransmission(
      kind,
      LabelReason(.filledHoleLate, first: hole.frame, second: me.lastDuplicateAckFrame, measured: late))
    if kind == .fast { enterPhase(.fastRecovery, reading.number, &me) }
    if kind == .timeout { enterPhase(.lossRecovery, reading.number, &me) }
  }

  /// How far behind their own acknowledgment bytes may be captured and still count as late: a round trip. Where
  /// none is known, or it is shorter than any timer, the bound is what a timer takes.
  private static func acknowledgedHoleLimitNs(
    _ me: inout DirectionState, _ other: inout DirectionState
  ) -> Int64 {
    guard me.roundTrip.isKnown || other.roundTrip.isKnown else { return timeoutNs(&me, &other) }
    return max(10_000_000, pathRoundTripNs(&me, &other))
  }

  /// Whether the sender sent this after the segment that showed the hole; nil where nothing tells.
  ///
  /// A timestamp never goes back (RFC 7323 §4.1); a host counts its IP identifications up, and a
  /// retransmission gets a new one.
  private static func sentAfter(
    _ hole: DirectionState.Hole, _ reading: inout Reading, _ me: inout DirectionState
  ) -> Bool? {
    if reading.timestamp != 0, hole.timestamp != 0, reading.timestamp != hole.timestamp {
      return Int32(bitPattern: reading.timestamp &- hole.timestamp) > 0
    }
    guard me.identificationTrust >= 2, hole.identification != 0, reading.identification != 0 else {
      return nil
    }
    let step = Int16(bitPattern: reading.identification &- hole.identification)
    return step == 0 ? nil : step > 0
  }
}
