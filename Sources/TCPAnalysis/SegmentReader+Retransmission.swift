import WireFormat

extension SegmentReader {
  /// What made a sender send again, and how that is known.
  struct Trigger {
    var kind: RetransmissionKind
    var reason: LabelReason

    init(_ kind: RetransmissionKind, _ reason: LabelReason) {
      self.kind = kind
      self.reason = reason
    }
  }

  /// Bytes that were seen before: a copy of a packet, or a retransmission of some kind.
  static func readResent(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    var range = me.segments.overlapping(reading.start, reading.end)
    if let first = range.first, isCopy(&reading, of: me.segments[first], &me) {
      reading.markCopy(of: me.segments[first].lastFrame, sentNs: me.segments[first].lastTimeNs)
      reading.question = .unexpectedData
      return
    }
    if let first = range.first, let last = range.last,
      me.segments[first].start < reading.start || me.segments[last].end > reading.end
    {
      me.segments.split(at: reading.start, limit: reading.segmentLimit)
      me.segments.split(at: reading.end, limit: reading.segmentLimit)
      range = me.segments.overlapping(reading.start, reading.end)
    }
    let original = range.first.map { me.segments[$0] }
    let trigger = trigger(&reading, original, &me, &other, &common)
    reading.markRetransmission(trigger.kind, trigger.reason)
    applyUnneeded(&reading, original, range, &me, &other)
    reviseProbe(trigger.kind, &reading, &me, &common)
    bringForward(trigger, &reading, &me)
    for index in range {
      me.segments[index].lastFrame = reading.number
      me.segments[index].lastTimeNs = reading.timeNs
      if me.segments[index].timesSent < 255 { me.segments[index].timesSent += 1 }
      me.segments[index].identification = reading.identification
      me.segments[index].timestamp = reading.timestamp
    }
    rememberResent(&reading, original?.firstFrame ?? 0, &me)
    if reading.end <= me.unacknowledged { reading.question = .unexpectedData }
    me.repairEnd = me.hasRepairs && reading.end < me.repairEnd ? me.repairEnd : reading.end
    me.hasRepairs = true
    me.lastRetransmissionNs = reading.timeNs
    me.retransmissionsUnanswered += 1
  }

  /// Keeps what a D-SACK may yet show to have been unneeded.
  private static func rememberResent(
    _ reading: inout Reading, _ original: Int, _ me: inout DirectionState
  ) {
    guard let kind = reading.kind, kind != .unneeded else { return }
    if me.resent.count >= DirectionState.resentLimit { me.resent.removeFirst(DirectionState.resentLimit / 2) }
    me.resent.append(
      Resent(
        start: reading.start, end: reading.end, originalFrame: original, frame: reading.number, kind: kind,
        trigger: reading.trigger))
  }

  private static func isCopy(
    _ reading: inout Reading, of original: SentSegment, _ me: inout DirectionState
  ) -> Bool {
    guard reading.start == original.start, reading.end == original.end,
      reading.payloadHash == original.payloadHash, reading.timestamp == original.timestamp,
      reading.identification == original.identification
    else { return false }
    let sinceNs = reading.timeNs &- original.lastTimeNs
    // Without an identification (IPv6) only a copy comes this soon without being asked for.
    return reading.identification != 0
      ? sinceNs < copyLimitNs(&me) : sinceNs < 1_000_000 && me.duplicateAcks == 0
  }

  /// The receiver had the bytes already: known at once from ACK or SACK.
  private static func applyUnneeded(
    _ reading: inout Reading, _ original: SentSegment?, _ range: Range<Int>, _ me: inout DirectionState,
    _ other: inout DirectionState
  ) {
    let first = original?.firstFrame ?? 0
    if me.wasAcknowledged && reading.end <= me.unacknowledged {
      reading.kind = .unneeded
      reading.reason = LabelReason(.resentAcknowledged, first: first, second: other.lastAckFrame)
    } else if !range.isEmpty, range.allSatisfy({ me.segments[$0].isSelectivelyAcknowledged }) {
      reading.kind = .unneeded
      reading.reason = LabelReason(.resentSelectivelyAcknowledged, first: first, second: me.lastSackFrame)
    }
  }

  /// What made the sender send again: feedback of the receiver, or a timer.
  private static func trigger(
    _ reading: inout Reading, _ original: SentSegment?, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common
  ) -> Trigger {
    let first = original?.firstFrame ?? 0
    if let original, me.synFrame != 0, original.firstFrame == me.synFrame, original.timesSent == 1 {
      // The SYN+ACK did not take the data that came with the SYN (RFC 7413 §4.2.2).
      return Trigger(.handshake, LabelReason(.resentSynData, first: first, second: other.synFrame))
    }
    let sinceNs = reading.timeNs &- max(me.timerRestartNs, me.lastRetransmissionNs)
    let timeout = timeoutNs(&me, &other)
    let isHead = reading.start <= me.unacknowledged
    let late = sinceNs >= timeout - timeout / 16
    let sackEvidence = me.hasSacked && reading.start < me.highestSacked
    // Duplicate ACKs are acted upon at once, or after a part of a round trip; what comes long after the last of
    // them comes from the timer.
    let isSilent = reading.timeNs &- other.lastTimeNs >= 2 * pathRoundTripNs(&me, &other) + 40_000_000
    if isHead && late && (me.phase != .open || isSilent || !sackEvidence && me.duplicateAcks < 3) {
      return timerKind(&reading, original, &me, &other, &common, sinceNs)
    }
    switch me.phase {
    case .fastRecovery:
      return Trigger(.recovery, LabelReason(.recoveryAfterFast, first: first, second: me.phaseFrame))
    case .lossRecovery:
      return Trigger(.recovery, LabelReason(.recoveryAfterTimeout, first: first, second: me.phaseFrame))
    case .open: break
    }
    if sackEvidence {
      return Trigger(.fast, LabelReason(.selectiveAcks, first: first, second: me.lastSackFrame))
    }
    if me.duplicateAcks > 0 {
      return Trigger(
        .fast,
        LabelReason(
          .duplicateAcks, first: first, second: me.lastDuplicateAckFrame, measured: Int64(me.duplicateAcks)))
    }
    if let original, common.usesSack, isLateForRepair(&reading, original, &me, &other) {
      return Trigger(.fast, LabelReason(.laterRepairArrived, first: first, second: me.repairFrame))
    }
    return timerKind(&reading, original, &me, &other, &common, sinceNs)
  }

  /// The last ACK was for a retransmission that was sent after the segment, and the sender acts at once.
  private static func isLateForRepair(
    _ reading: inout Reading, _ original: SentSegment, _ me: inout DirectionState,
    _ other: inout DirectionState
  ) -> Bool {
    me.repairFrame != 0 && me.repairAcknowledgedNs == me.timerRestartNs
      && original.lastTimeNs < me.repairSentNs
      && reading.timeNs &- me.repairAcknowledgedNs <= pathRoundTripNs(&me, &other)
  }

  /// The whole path's round trip: to the receiver and back, and to the sender and back, from here.
  static func pathRoundTripNs(_ me: inout DirectionState, _ other: inout DirectionState) -> Int64 {
    (me.roundTrip.isKnown ? me.roundTrip.smoothedNs : 0)
      + (other.roundTrip.isKnown ? other.roundTrip.minimumNs : 0)
  }

  static func timeoutNs(_ me: inout DirectionState, _ other: inout DirectionState) -> Int64 {
    me.roundTrip.timeoutNs + (other.roundTrip.isKnown ? other.roundTrip.minimumNs : 0)
  }

  /// Without feedback only a timer sends: the tail-loss probe first, where the connection has SACK.
  private static func timerKind(
    _ reading: inout Reading, _ original: SentSegment?, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ sinceNs: Int64
  ) -> Trigger {
    let first = original?.firstFrame ?? 0
    let timeout = timeoutNs(&me, &other)
    let roundTrip = pathRoundTripNs(&me, &other)
    let sentNs = original?.lastTimeNs ?? me.timerRestartNs
    if me.roundTrip.isKnown, reading.timeNs &- sentNs < roundTrip / 2 {
      return Trigger(
        .unneeded,
        LabelReason(.soonerThanRoundTrip, first: first, measured: reading.timeNs &- sentNs, bound: roundTrip))
    }
    // The probe's timer starts again with each transmission, the timeout's does not.
    let probeNs = reading.timeNs &- max(sentNs, me.timerRestartNs)
    if isTailLossProbe(&reading, &me, &common, probeNs, roundTrip: roundTrip, timeout: timeout) {
      return Trigger(
        .tailLossProbe, LabelReason(.tailLossProbe, first: first, measured: probeNs, bound: timeout))
    }
    let rule: LabelReason.Rule = sinceNs >= timeout - timeout / 16 ? .timeout : .timeoutWithoutFeedback
    return Trigger(.timeout, LabelReason(rule, first: first, measured: sinceNs, bound: timeout))
  }

  /// The last segment again, once, when two round trips brought no ACK and before the timer has doubled.
  ///
  /// Source: RFC 8985 §7.2; kernel tcp_schedule_loss_probe: 2·SRTT, and 200 ms more with one segment in
  /// flight, but not later than the timeout.
  private static func isTailLossProbe(
    _ reading: inout Reading, _ me: inout DirectionState, _ common: inout ConnectionState.Common,
    _ sinceNs: Int64, roundTrip: Int64, timeout: Int64
  ) -> Bool {
    guard common.probesTail, common.usesSack, common.isEstablished, reading.end >= me.next, me.phase == .open,
      me.backoff == 0,
      me.tailLossProbeFrame == 0
    else { return false }
    return sinceNs >= roundTrip + roundTrip / 2 && sinceNs <= timeout + timeout / 4 + 40_000_000
  }

  static func enterPhase(_ phase: DirectionState.Phase, _ frame: Int, _ me: inout DirectionState) {
    if me.phase == .open || phase == .lossRecovery {
      me.phase = phase
      me.recoveryPoint = me.next
      me.phaseFrame = frame
    }
  }

  private static func bringForward(
    _ trigger: Trigger, _ reading: inout Reading, _ me: inout DirectionState
  ) {
    let frame = reading.number
    switch trigger.kind {
    case .timeout:
      me.backoff += 1
      enterPhase(.lossRecovery, frame, &me)
    case .fast:
      enterPhase(.fastRecovery, frame, &me)
    case .tailLossProbe:
      me.tailLossProbeFrame = frame
      me.tailLossProbeReason = trigger.reason
      me.tailLossProbeUnneeded = reading.kind == .unneeded ? reading.reason : nil
    case .recovery, .unneeded, .handshake: break
    }
  }

  /// A second timer shows what the first was: timeouts double, a timeout after a probe does not.
  ///
  /// With one segment in flight the probe waits exactly as long as a timeout, so that only this tells.
  private static func reviseProbe(
    _ kind: RetransmissionKind, _ reading: inout Reading, _ me: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    guard kind == .timeout, me.tailLossProbeFrame != 0, me.backoff == 0 else { return }
    let first = me.tailLossProbeReason.measured
    let second = reading.timeNs &- me.lastRetransmissionNs
    let timeout = me.tailLossProbeReason.bound
    guard first >= timeout - timeout / 16, second >= first + first / 2 else { return }
    let reason =
      me.tailLossProbeUnneeded
      ?? LabelReason(
        .timeoutDoubled, first: me.tailLossProbeReason.first, second: reading.number, measured: first,
        bound: second)
    let isNeeded = me.tailLossProbeUnneeded == nil
    common.corrections.append(
      LabelCorrection(
        frame: me.tailLossProbeFrame, connection: common.id, kind: isNeeded ? .timeout : .unneeded,
        trigger: .timeout, cause: nil, reason: reason))
    if isNeeded { me.counts.correct(.tailLossProbe, to: .timeout) }
    // A D-SACK may yet say that it was not needed.
    for index in me.resent.indices where me.resent[index].frame == me.tailLossProbeFrame {
      me.resent[index].kind = .timeout
      me.resent[index].trigger = .timeout
    }
    me.phaseFrame = me.tailLossProbeFrame
    me.tailLossProbeFrame = 0
    me.backoff = 1
  }
}
