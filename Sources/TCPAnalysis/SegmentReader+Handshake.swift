import WireFormat

extension SegmentReader {
  static func readSyn(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    if me.synFrame == 0 {
      me.start(initial: segment.sequence, next: segment.sequence)
      me.synFrame = moment.number
      me.offeredScale = segment.windowScale
      me.sackPermitted = segment.sackPermitted
      me.usesTimestamps = segment.timestamp != nil
      common.usesSack = me.sackPermitted && other.sackPermitted
    } else if segment.sequence == me.initial {
      if !isCopyOfLast(segment, moment, me, &reading) {
        markRetransmission(.handshake, &reading)
        reading.label.reason = LabelReason(
          .resentHandshake, first: me.synFrame, measured: moment.timeNs - me.lastTimeNs)
        if common.isEstablished { reading.newQuestion = .unacceptable }
      }
    } else if common.isEstablished {
      reading.newQuestion = .unacceptable
    }
    if segment.flags.contains(.ack) { me.sentSynAck = true }
  }

  static func markRetransmission(_ kind: RetransmissionKind, _ reading: inout Reading) {
    reading.isRetransmission = true
    reading.label.flags.insert(.retransmission)
    reading.label.kind = kind
    reading.label.trigger = kind
  }

  /// Whether this is the last packet of the same end once more: a copy made on the way or by the capture.
  static func isCopyOfLast(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: DirectionState,
    _ reading: inout Reading
  ) -> Bool {
    guard segment.identification != 0, segment.identification == me.lastIdentification,
      segment.sequence == me.lastSequence, segment.flags == me.lastFlags,
      segment.payloadLength == me.lastPayloadLength, (segment.timestamp?.value ?? 0) == me.lastTimestamp,
      moment.timeNs - me.lastTimeNs < copyLimitNs
    else { return false }
    reading.label.flags.insert(.duplicatedByNetwork)
    reading.label.reason = LabelReason(
      .copyOfPacket, first: me.lastFrame, measured: moment.timeNs - me.lastTimeNs)
    return true
  }

  /// No stack sends again within less than its smallest timeout without being asked.
  static let copyLimitNs: Int64 = 200_000_000

  static func readFin(_ moment: FrameMoment, _ me: inout DirectionState, _ reading: inout Reading) {
    if me.finFrame == 0 {
      me.finFrame = moment.number
      me.finEnd = reading.end
    }
  }
}
