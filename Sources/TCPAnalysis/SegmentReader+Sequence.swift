import WireFormat

extension SegmentReader {
  /// Where the segment's bytes lie among those that its sender has sent.
  static func readSequence(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    if other.hasWindow && other.window == 0 { reading.facts.add(.peerWindowClosed) }
    if !me.isStarted {
      me.start(initial: reading.start + -1, next: reading.start)
      me.nextIsGuess = reading.isEmpty
    }
    if reading.isEmpty {
      readEmpty(&reading, &me, &other, &common)
    } else {
      var offset = reading.start.distance(from: me.next)
      if offset > 0 && me.synFrame == 0 && me.lastFrame == 0 {
        // Until now only the other end's acknowledgment told where this end stands; more was in flight, or is
        // late here.
        addHole(from: me.next, to: reading.start, &reading, isAcknowledged: false, &me)
        me.advanceNext(to: reading.start)
        offset = 0
      }
      if offset >= 0 {
        readNew(&reading, &me, &other, beyond: offset)
      } else {
        readOld(&reading, &me, &other, &common)
      }
      me.nextIsGuess = false
    }
    if !reading.hasSyn { me.handshakeDone = true }
  }

  /// New bytes, at SND.NXT or beyond.
  @inline(__always)
  private static func readNew(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState, beyond offset: Int
  ) {
    if offset > 0 {
      // Another SYN+ACK than the first: not a byte of this connection, unless the other end takes it.
      if reading.hasSyn { return }
      reading.labelFlags.insert(.gapBefore)
      addHole(from: me.next, to: reading.start, &reading, isAcknowledged: false, &me)
      reading.question = .unexpectedData
    } else if reading.payload == 1, reading.facts.has(.peerWindowClosed), !reading.hasFin, !reading.hasSyn {
      // The persist timer of the BSD kind: one new byte into the closed window. It was not sent in earnest: what
      // follows begins with it again, unless the other end took it.
      reading.facts.add(.probeShape)
      reading.question = .windowProbe
      me.hasProbedWithByte = true
      return
    }
    me.hasProbedWithByte = false
    if me.segments.isEmpty { me.timerRestartNs = reading.timeNs }
    me.segments.append(reading.sent, limit: reading.segmentLimit)
    me.advanceNext(to: reading.end)
  }

  /// A segment that takes no room in the sequence space: a pure ACK, or a probe.
  @inline(__always)
  private static func readEmpty(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    if isCopyOfLast(&reading, &me) {
      reading.markCopy(of: me.lastFrame, sentNs: me.lastTimeNs)
    }
    if reading.start.distance(from: me.next) == -1, me.lastFrame != 0,
      me.unacknowledged == me.next || !me.wasAcknowledged
    {
      reading.facts.add(.probeShape)
      reading.question = reading.facts.has(.peerWindowClosed) ? .windowProbe : .keepaliveProbe
    }
    if me.synFrame != 0, !me.handshakeDone, !me.sentSynAck, !common.isEstablished,
      other.synFrame == 0 || reading.acknowledgment == other.next
    {
      reading.facts.add(.completesHandshake)
    }
  }

  /// One byte, the last that was sent: a probe, or a retransmission of a segment of one byte; false where it
  /// is no probe.
  private static func readSingleByte(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) -> Bool {
    let windowClosed = reading.facts.has(.peerWindowClosed)
    guard windowClosed || me.unacknowledged == me.next else { return false }
    if me.unacknowledged == me.next {
      if isResentByte(&reading, &me, &other) { return false }
    } else if !me.segments.overlapping(reading.start, reading.end).isEmpty {
      // What is in flight when the window closes goes on as the probe (kernel tcp_retransmit_timer).
      readResent(&reading, &me, &other, &common)
      if reading.labelFlags.contains(.duplicatedByNetwork) { return true }
    }
    reading.facts.add(.probeShape)
    reading.question = windowClosed ? .windowProbe : .keepaliveProbe
    return true
  }

  /// Whether an acknowledged byte is a segment sent again, too soon after it for a keepalive probe: Linux waits
  /// at least 1 s, and a timeout takes twice as long each time.
  ///
  /// Source: tcp(7), TCP_KEEPIDLE and TCP_KEEPINTVL; RFC 6298 §5.5.
  private static func isResentByte(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState
  ) -> Bool {
    guard let index = me.segments.overlapping(reading.start, reading.end).first else { return false }
    let original = me.segments[index]
    guard original.start == reading.start, original.end == reading.end,
      original.payloadHash == reading.payloadHash
    else { return false }
    // A clock may jump by any amount, forwards and back.
    let doubled = 2 * max(0, min(me.lastPauseNs, 1 << 60))
    let timeout = original.timesSent == 1 ? timeoutNs(&me, &other) : doubled
    return reading.timeNs &- original.lastTimeNs < max(1_000_000_000, timeout + timeout / 8)
  }

  /// A segment that begins below SND.NXT: a probe, a first transmission that is late, or a retransmission.
  private static func readOld(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    if reading.hasSyn { return }
    if reading.payload == 1, reading.end == me.next, !reading.hasFin,
      readSingleByte(&reading, &me, &other, &common)
    {
      return
    }
    let newBytes = max(0, reading.end.distance(from: me.next))
    let filled = fillHoles(&reading, &me)
    let seenBytes = reading.end.distance(from: reading.start) - newBytes - filled.bytes
    if newBytes > 0 { me.advanceNext(to: reading.end) }
    if seenBytes <= 0, let hole = filled.hole {
      readHoleFilled(&reading, hole, &me, &other)
      me.segments.insert(reading.sent, limit: reading.segmentLimit)
      return
    }
    readResent(&reading, &me, &other, &common)
    if newBytes > 0 {
      var rest = reading.sent
      rest.start = reading.end + -newBytes
      me.segments.append(rest, limit: reading.segmentLimit)
    }
  }
}
