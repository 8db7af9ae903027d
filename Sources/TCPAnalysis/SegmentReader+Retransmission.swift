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
    let trigger = trigger(moment, me, common, reading)
    reading.isRetransmission = true
    reading.label.flags.insert(.retransmission)
    reading.label.kind = trigger.kind
    reading.label.trigger = trigger.kind
    reading.label.reason = trigger.reason
    applyUnneeded(me, other, range, &reading)
    bringForward(trigger.kind, moment, &me)
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
    _ moment: FrameMoment, _ me: DirectionState, _ common: ConnectionState.Common,
    _ reading: Reading
  ) -> (kind: RetransmissionKind, reason: LabelReason) {
    let original = reading.original?.firstFrame ?? 0
    let timeout = me.roundTrip.timeoutNs
    let sinceNs = moment.timeNs - max(me.timerRestartNs, me.lastRetransmissionNs)
    let isHead = reading.start <= me.unacknowledged
    let late = sinceNs >= timeout - timeout / 16
    let sackEvidence = me.hasSacked && reading.start < me.highestSacked
    if isHead && late && (me.phase != .open || !sackEvidence && me.duplicateAcks < 3) {
      return timerKind(moment, me, common, reading, sinceNs)
    }
    switch me.phase {
    case .fastRecovery:
      return (.recovery, LabelReason(.recoveryAfterFast, first: original, second: me.phaseFrame))
    case .lossRecovery:
      return (.recovery, LabelReason(.recoveryAfterTimeout, first: original, second: me.phaseFrame))
    case .open:
      if sackEvidence {
        return (.fast, LabelReason(.selectiveAcks, first: original, second: me.lastSackFrame))
      }
      if me.duplicateAcks > 0 {
        return (
          .fast,
          LabelReason(
            .duplicateAcks, first: original, second: me.lastDuplicateAckFrame,
            measured: Int64(me.duplicateAcks))
        )
      }
      return timerKind(moment, me, common, reading, sinceNs)
    }
  }

  /// Without feedback only a timer sends: the tail-loss probe first, where the connection has SACK.
  private static func timerKind(
    _ moment: FrameMoment, _ me: DirectionState, _ common: ConnectionState.Common,
    _ reading: Reading, _ sinceNs: Int64
  ) -> (kind: RetransmissionKind, reason: LabelReason) {
    let original = reading.original?.firstFrame ?? 0
    let timeout = me.roundTrip.timeoutNs
    if common.usesSack, reading.end >= me.next, me.phase == .open, me.backoff == 0,
      me.tailLossProbeFrame == 0, common.isEstablished
    {
      return (.tailLossProbe, LabelReason(.tailLossProbe, first: original, measured: sinceNs, bound: timeout))
    }
    let rule: LabelReason.Rule = sinceNs >= timeout - timeout / 16 ? .timeout : .timeoutWithoutFeedback
    return (.timeout, LabelReason(rule, first: original, measured: sinceNs, bound: timeout))
  }

  private static func bringForward(
    _ kind: RetransmissionKind, _ moment: FrameMoment, _ me: inout DirectionState
  ) {
    switch kind {
    case .timeout:
      me.backoff += 1
      enterPhase(.lossRecovery, moment, &me)
      me.lastTimerFrame = moment.number
      me.lastTimerTimeNs = moment.timeNs
    case .fast:
      enterPhase(.fastRecovery, moment, &me)
    case .tailLossProbe:
      me.tailLossProbeFrame = moment.number
    case .recovery, .unneeded, .handshake: break
    }
  }
}
