import WireFormat

extension SegmentReader {
  /// Bytes that were seen before: a copy of a packet, or a retransmission of some kind.
  static func readResent(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    let range = me.segments.overlapping(reading.start, reading.end)
    if let first = range.first { reading.original = me.segments[first] }
    if let original = reading.original, isCopy(segment, moment, of: original, me) {
      reading.label.flags.insert(.duplicatedByNetwork)
      reading.label.reason = LabelReason(
        .copyOfPacket, first: original.lastFrame, measured: moment.timeNs - original.lastTimeNs)
      reading.newQuestion = .unexpectedData
      return
    }
    let trigger = trigger(moment, me, other, common, reading)
    reading.isRetransmission = true
    reading.label.flags.insert(.retransmission)
    reading.label.kind = trigger.kind
    reading.label.trigger = trigger.kind
    reading.label.reason = trigger.reason
    applyUnneeded(me, other, range, &reading)
    reviseProbe(trigger.kind, moment, &me, &common)
    bringForward(trigger, moment, &me)
    for index in range {
      me.segments[index].lastFrame = moment.number
      me.segments[index].lastTimeNs = moment.timeNs
      me.segments[index].timesSent =
        me.segments[index].timesSent < 255 ? me.segments[index].timesSent + 1 : 255
      me.segments[index].identification = segment.identification
      me.segments[index].timestamp = segment.timestamp?.value ?? 0
      me.segments[index].lastKind = reading.label.kind
    }
    if reading.end <= me.unacknowledged { reading.newQuestion = .unexpectedData }
    me.lastRetransmissionNs = moment.timeNs
    me.retransmissionsUnanswered += 1
  }

  private static func isCopy(
    _ segment: TCPSegment, _ moment: FrameMoment, of original: SentSegment,
    _ me: DirectionState
  ) -> Bool {
    let sinceNs = moment.timeNs - original.lastTimeNs
    guard segment.sequence == original.start,
      segment.sequence + segment.payloadLength + (segment.flags.contains(.fin) ? 1 : 0) == original.end,
      segment.payloadHash == original.payloadHash, (segment.timestamp?.value ?? 0) == original.timestamp,
      segment.identification == original.identification
    else { return false }
    // Without an identification (IPv6) only a copy comes this soon without being asked for.
    return segment.identification != 0 ? sinceNs < copyLimitNs : sinceNs < 1_000_000 && me.duplicateAcks == 0
  }

  /// The receiver had the bytes already: known at once from ACK or SACK.
  private static func applyUnneeded(
    _ me: DirectionState, _ other: DirectionState, _ range: Range<Int>, _ reading: inout Reading
  ) {
    let original = reading.original?.firstFrame ?? 0
    if me.wasAcknowledged && reading.end <= me.unacknowledged {
      reading.label.kind = .unneeded
      reading.label.reason = LabelReason(.resentAcknowledged, first: original, second: other.lastAckFrame)
    } else if !range.isEmpty, range.allSatisfy({ me.segments[$0].isSelectivelyAcknowledged }) {
      reading.label.kind = .unneeded
      reading.label.reason = LabelReason(
        .resentSelectivelyAcknowledged, first: original, second: me.lastSackFrame)
    }
  }

  /// What made the sender send again: feedback of the receiver, or a timer.
  private static func trigger(
    _ moment: FrameMoment, _ me: DirectionState, _ other: DirectionState, _ common: ConnectionState.Common,
    _ reading: Reading
  ) -> Trigger {
    let original = reading.original?.firstFrame ?? 0
    let sinceNs = moment.timeNs - max(me.timerRestartNs, me.lastRetransmissionNs)
    let timeout = timeoutNs(me, other)
    let isHead = reading.start <= me.unacknowledged
    let late = sinceNs >= timeout - timeout / 16
    let sackEvidence = me.hasSacked && reading.start < me.highestSacked
    if isHead && late && (me.phase != .open || !sackEvidence && me.duplicateAcks < 3) {
      return timerKind(moment, me, other, common, reading, sinceNs)
    }
    switch me.phase {
    case .fastRecovery:
      return Trigger(.recovery, LabelReason(.recoveryAfterFast, first: original, second: me.phaseFrame))
    case .lossRecovery:
      return Trigger(.recovery, LabelReason(.recoveryAfterTimeout, first: original, second: me.phaseFrame))
    case .open: break
    }
    if sackEvidence {
      return Trigger(.fast, LabelReason(.selectiveAcks, first: original, second: me.lastSackFrame))
    }
    if me.duplicateAcks > 0 {
      return Trigger(
        .fast,
        LabelReason(
          .duplicateAcks, first: original, second: me.lastDuplicateAckFrame, measured: Int64(me.duplicateAcks)
        ))
    }
    return timerKind(moment, me, other, common, reading, sinceNs)
  }

  struct Trigger {
    var kind: RetransmissionKind
    var reason: LabelReason

    init(_ kind: RetransmissionKind, _ reason: LabelReason) {
      self.kind = kind
      self.reason = reason
    }
  }

  /// The whole path's round trip: to the receiver and back, and to the sender and back, from here.
  static func pathRoundTripNs(_ me: DirectionState, _ other: DirectionState) -> Int64 {
    (me.roundTrip.isKnown ? me.roundTrip.smoothedNs : 0)
      + (other.roundTrip.isKnown ? other.roundTrip.minimumNs : 0)
  }

  static func timeoutNs(_ me: DirectionState, _ other: DirectionState) -> Int64 {
    me.roundTrip.timeoutNs + (other.roundTrip.isKnown ? other.roundTrip.minimumNs : 0)
  }

  /// Without feedback only a timer sends: the tail-loss probe first, where the connection has SACK.
  private static func timerKind(
    _ moment: FrameMoment, _ me: DirectionState, _ other: DirectionState, _ common: ConnectionState.Common,
    _ reading: Reading, _ sinceNs: Int64
  ) -> Trigger {
    let original = reading.original?.firstFrame ?? 0
    let timeout = timeoutNs(me, other)
    let roundTrip = pathRoundTripNs(me, other)
    if me.roundTrip.isKnown, let sent = reading.original?.lastTimeNs, moment.timeNs - sent < roundTrip / 2 {
      return Trigger(
        .unneeded,
        LabelReason(.soonerThanRoundTrip, first: original, measured: moment.timeNs - sent, bound: roundTrip))
    }
    if isTailLossProbe(me, common, reading, sinceNs, roundTrip: roundTrip, timeout: timeout) {
      return Trigger(
        .tailLossProbe, LabelReason(.tailLossProbe, first: original, measured: sinceNs, bound: timeout))
    }
    let rule: LabelReason.Rule = sinceNs >= timeout - timeout / 16 ? .timeout : .timeoutWithoutFeedback
    return Trigger(.timeout, LabelReason(rule, first: original, measured: sinceNs, bound: timeout))
  }

  /// The last segment again, once, when two round trips brought no ACK and before the timer has doubled.
  ///
  /// Source: RFC 8985 §7.2; kernel tcp_schedule_loss_probe: 2·SRTT, and 200 ms more with one segment in
  /// flight, but not later than the timeout.
  private static func isTailLossProbe(
    _ me: DirectionState, _ common: ConnectionState.Common, _ reading: Reading, _ sinceNs: Int64,
    roundTrip: Int64, timeout: Int64
  ) -> Bool {
    guard common.usesSack, common.isEstablished, reading.end >= me.next, me.phase == .open, me.backoff == 0,
      me.tailLossProbeFrame == 0
    else { return false }
    return sinceNs >= roundTrip + roundTrip / 2 && sinceNs <= timeout + timeout / 4 + 40_000_000
  }

  private static func bringForward(_ trigger: Trigger, _ moment: FrameMoment, _ me: inout DirectionState) {
    switch trigger.kind {
    case .timeout:
      me.backoff += 1
      enterPhase(.lossRecovery, moment, &me)
    case .fast:
      enterPhase(.fastRecovery, moment, &me)
    case .tailLossProbe:
      me.tailLossProbeFrame = moment.number
      me.tailLossProbeReason = trigger.reason
    case .recovery, .unneeded, .handshake: break
    }
  }

  /// A second timer shows what the first was: timeouts double, a timeout after a probe does not.
  ///
  /// With one segment in flight the probe waits exactly as long as a timeout, so that only this tells.
  private static func reviseProbe(
    _ kind: RetransmissionKind, _ moment: FrameMoment, _ me: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    guard kind == .timeout, me.tailLossProbeFrame != 0, me.backoff == 0 else { return }
    let first = me.tailLossProbeReason.measured
    let second = moment.timeNs - me.lastRetransmissionNs
    let timeout = me.tailLossProbeReason.bound
    guard first >= timeout - timeout / 16, second >= first + first / 2 else { return }
    let reason = LabelReason(
      .timeoutDoubled, first: me.tailLossProbeReason.first, second: moment.number, measured: first,
      bound: second)
    common.corrections.append(
      LabelCorrection(
        frame: me.tailLossProbeFrame, connection: common.id, kind: .timeout, trigger: .timeout, cause: nil,
        reason: reason))
    me.counts.correct(.tailLossProbe, to: .timeout)
    me.phaseFrame = me.tailLossProbeFrame
    me.tailLossProbeFrame = 0
    me.backoff = 1
  }
}
