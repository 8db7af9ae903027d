import WireFormat

extension SegmentReader {
  /// A RST: what it answers, and what that says of its cause.
  static func readReset(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ sender: FrameLabel.Sender, _ common: inout ConnectionState.Common,
    _ reading: inout Reading
  ) {
    let (cause, reason) = cause(of: segment, me, other, common)
    reading.label.cause = cause
    reading.label.reason = reason
    if cause == .answeredOldDuplicate { return }
    common.resetFrame = moment.number
    common.resetBy = sender
    common.resetCause = cause
    if cause == .refused { common.wasRefused = true }
  }

  private static func cause(
    of segment: TCPSegment, _ me: DirectionState, _ other: DirectionState,
    _ common: ConnectionState.Common
  ) -> (ResetCause, LabelReason) {
    let hasAck = segment.flags.contains(.ack)
    if me.counts.frames > 0, segment.hopLimit != me.hopLimit {
      return (
        .firewall,
        LabelReason(.firewallHopLimit, measured: Int64(segment.hopLimit), bound: Int64(me.hopLimit))
      )
    }
    if hasAck, other.synFrame != 0, !me.isStarted || me.synFrame == 0, !common.isEstablished,
      segment.acknowledgment == other.next
    {
      return (.refused, LabelReason(.refused, first: other.lastFrame))
    }
    if !hasAck, other.sentSynAck, other.lastFlags.contains([.syn, .ack]),
      segment.sequence == other.acknowledgment,
      me.isStarted, segment.sequence != me.initial + 1
    {
      return (.answeredOldDuplicate, LabelReason(.oldDuplicate, first: other.lastFrame))
    }
    // Without ACK and at the other end's acknowledgment number: the reply to a segment (RFC 9293 §3.5.2).
    let isReply = !hasAck && other.hasAcknowledged && segment.sequence == other.acknowledgment
    if isReply {
      if me.finFrame != 0, other.lastPayloadLength > 0 {
        return (.dataAfterClose, LabelReason(.dataAfterClose, first: other.lastFrame, second: me.finFrame))
      }
      if me.sentSynAck, me.counts.frames == me.counts.count(of: .synAck),
        other.counts.count(of: .handshakeAck) > 0
      {
        return (.backlogOverflow, LabelReason(.backlogOverflow, first: other.lastFrame))
      }
      return (.noSuchConnection, LabelReason(.noSuchConnection, first: other.lastFrame))
    }
    if hasAck, me.probesUnanswered > 0 {
      return (
        .keepaliveExpired,
        LabelReason(.keepaliveExpired, first: me.lastFrame, measured: Int64(me.probesUnanswered))
      )
    }
    if hasAck, common.isEstablished, me.isStarted, segment.sequence == me.next {
      if me.hasWindow, me.window == 0 {
        return (.unreadData, LabelReason(.unreadData, first: me.lastAckFrame))
      }
      if other.counts.payloadBytes == 0, me.synFrame != 0 { return (.lingerZero, LabelReason(.lingerZero)) }
      return (.unknown, LabelReason(.unreadOrLinger))
    }
    return (.unknown, LabelReason(.resetUnexplained))
  }
}
