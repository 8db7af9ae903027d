import WireFormat

/// A short way for what nearly all segments are, as the kernel has one (tcp_rcv_established, after Van
/// Jacobson's header prediction).
///
/// It only leaves out what cannot matter then, and says exactly what `read` would: a test reads the same
/// traffic both ways.
extension SegmentReader {
  /// Whether a segment with the ACK bit and nothing special in its header is the sender's next bytes, or a pure
  /// ACK of something new, while nothing is asked and both windows are open.
  @inline(__always)
  static func isPredicted(
    _ segment: TCPSegment, from me: inout DirectionState, to other: inout DirectionState
  ) -> Bool {
    let number = segment.acknowledgment
    return segment.sequence == me.next && me.handshakeDone && !me.nextIsGuess && segment.window != 0
      && other.hasWindow && other.window != 0 && other.question == .none && other.wasAcknowledged
      && me.hasAcknowledged && number <= other.next
      && (segment.payloadLength > 0
        ? number >= other.unacknowledged && number >= me.acknowledgment
        : number > other.unacknowledged && number > me.acknowledgment)
  }

  @inline(never)
  static func readPredicted(
    _ segment: TCPSegment, _ sender: FrameLabel.Sender, _ number: Int, _ timeNs: Int64, _ segmentLimit: Int,
    from me: inout DirectionState, to other: inout DirectionState, _ common: inout ConnectionState.Common
  ) -> FrameLabel {
    var reading = Reading(
      segment, number: number, timeNs: timeNs, sender: sender, segmentLimit: segmentLimit)
    reading.window = scaledWindow(&reading, &me, &other)
    if reading.payload > 0 {
      if me.segments.isEmpty { me.timerRestartNs = timeNs }
      me.segments.append(reading.sent, limit: segmentLimit)
      me.advanceNext(to: reading.end)
      me.hasProbedWithByte = false
    }
    if reading.acknowledgment > other.unacknowledged { advance(&reading, &other) }
    me.acknowledgment = reading.acknowledgment
    me.window = reading.window
    me.question = .none
    me.lastAckFrame = number
    me.probesUnanswered = 0
    other.probesUnanswered = 0
    trustIdentification(&reading, &me)
    remember(&reading, &me)
    let packetClass = reading.payload > 0 ? PacketClass.data : .ack
    me.counts.addPlain(packetClass, isPushed: segment.flags.hasPsh, payload: reading.payload)
    if timeNs > common.lastNs { common.lastNs = timeNs }
    return FrameLabel(
      connection: common.id, sender: sender, packetClass: packetClass, flags: reading.labelFlags,
      relativeSequence: me.relative(reading.start),
      relativeAcknowledgment: other.relative(reading.acknowledgment), scaledWindow: reading.window)
  }
}
