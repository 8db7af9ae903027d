import WireFormat

extension SegmentReader {
  static func readSyn(
    _ segment: TCPSegment, _ reading: inout Reading, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common
  ) {
    if me.synFrame == 0 {
      me.start(initial: reading.start, next: reading.start)
      me.synFrame = reading.number
      me.offeredScale = segment.windowScale ?? 255
      me.sackPermitted = segment.sackPermitted
      common.usesSack = me.sackPermitted && other.sackPermitted
    } else if reading.start == me.initial {
      if isCopyOfLast(&reading, &me) {
        reading.markCopy(of: me.lastFrame, sentNs: me.lastTimeNs)
      } else {
        reading.markRetransmission(
          .handshake,
          LabelReason(.resentHandshake, first: me.synFrame, measured: reading.timeNs &- me.lastTimeNs))
        me.retransmissionsUnanswered += 1
      }
      if common.isEstablished { reading.question = .unacceptable }
    } else if common.isEstablished {
      reading.question = .unacceptable
    }
    if reading.hasAck { me.sentSynAck = true }
  }

  /// Whether this is the last packet of the same end once more: a copy made on the way or by the capture.
  ///
  /// Without an identification nothing tells a copy from an ACK that is meant to be a duplicate.
  static func isCopyOfLast(_ reading: inout Reading, _ me: inout DirectionState) -> Bool {
    reading.identification != 0 && reading.identification == me.lastIdentification
      && reading.start == me.lastSequence && reading.acknowledgment == me.lastAcknowledgment
      && reading.flags == me.lastFlags && reading.payload == me.lastPayloadLength
      && reading.rawWindow == me.lastRawWindow && reading.timestamp == me.lastTimestamp
      && me.lastFrame != 0 && reading.timeNs &- me.lastTimeNs < copyLimitNs(&me)
  }

  /// How long after a packet the same one may come as a copy of it.
  ///
  /// A host that counts its IP identifications up gives each transmission its own, so that the same number
  /// is the same packet; of other hosts only what no timer sends so soon is believed to be a copy.
  static func copyLimitNs(_ me: inout DirectionState) -> Int64 {
    me.identificationTrust >= 2 ? 200_000_000 : 10_000_000
  }
}
