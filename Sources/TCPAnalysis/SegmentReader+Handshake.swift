import WireFormat

extension SegmentReader {
  static func readSyn(
    _ segment: TCPSegment, _ reading: inout Reading, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common
  ) {
    if me.synFrame == 0 {
      if isLateSyn(&reading, &me) {
        readLateSyn(&reading, &me)
      } else {
        me.start(initial: reading.start, next: reading.start)
      }
      me.synFrame = reading.number
      me.offeredScale = segment.windowScale ?? 255
      me.sackPermitted = segment.sackPermitted
      common.usesSack = me.sackPermitted && other.sackPermitted
      if common.refusedSynFrame != 0, !reading.hasAck {
        reading.markRetransmission(
          .handshake,
          LabelReason(
            .resentHandshake, first: common.refusedSynFrame, measured: reading.timeNs &- common.refusedSynNs))
      }
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
    } else if reading.hasAck {
      common.rivalInitial = reading.start
    }
    if reading.hasAck { me.sentSynAck = true }
  }

  /// Whether the SYN was captured behind what came after it.
  private static func isLateSyn(_ reading: inout Reading, _ me: inout DirectionState) -> Bool {
    me.isStarted && me.lastFrame != 0 && reading.start <= me.initial
      && me.next.distance(from: reading.start) < 1 << 24
  }

  private static func readLateSyn(_ reading: inout Reading, _ me: inout DirectionState) {
    reading.labelFlags.insert(.arrivedLate)
    let first = reading.start + 1
    if first <= me.initial {
      addHole(from: first, to: me.initial + 1, &reading, isAcknowledged: false, &me)
    }
    me.initial = reading.start
    me.nextOffset = me.next.distance(from: reading.start)
  }

  /// Of two SYN+ACKs with different numbers, the one counts that is acknowledged; the second where the first
  /// was lost behind this point.
  static func chooseSynAck(
    _ rival: SequenceNumber, _ reading: inout Reading, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    guard reading.hasAck, !reading.hasSyn, other.sentSynAck else { return }
    common.rivalInitial = nil
    guard !common.isEstablished, reading.acknowledgment == rival + 1 else { return }
    other.start(initial: rival, next: rival + 1)
    other.segments.removeAll()
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
