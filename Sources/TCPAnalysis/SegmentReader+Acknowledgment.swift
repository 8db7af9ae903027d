import WireFormat

extension SegmentReader {
  /// What the acknowledgment says of the other end's bytes.
  @inline(__always)
  static func readAcknowledgment(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    let number = reading.acknowledgment
    if !other.isStarted { other.start(initial: number + -1, next: number) }
    if number > other.next || reading.hasSyn {
      // A SYN+ACK for another SYN than this one's (RFC 9293 §3.10.7.3) says nothing of what this end sent.
      if reading.hasSyn, other.synFrame != 0, number > other.next || number <= other.initial { return }
      if number > other.next { acknowledgeUnseen(&reading, &other) }
    }
    answerQuestion(&reading, &other)
    if me.hasAcknowledged && number == me.acknowledgment { reading.facts.add(.repeatsAck) }
    if other.next > number { reading.facts.add(.dataOutstanding) }
    if !other.wasAcknowledged || number > other.unacknowledged {
      advance(&reading, &other)
    } else if reading.isEmpty, number == other.unacknowledged {
      countDuplicate(&reading, &me, &other)
    }
    if !common.isEstablished && !reading.hasSyn { establish(&reading, &me, &other, &common) }
  }

  /// Where a SYN was seen of both ends, the ACK that completes the handshake; otherwise the connection was
  /// there before the capture.
  private static func establish(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    guard me.synFrame != 0, other.synFrame != 0 else {
      common.isEstablished = true
      return
    }
    guard reading.acknowledgment > other.initial else { return }
    common.isEstablished = true
    common.handshakeNs = reading.timeNs &- common.startNs
  }

  /// Bytes that this capture point did not see.
  private static func acknowledgeUnseen(_ reading: inout Reading, _ other: inout DirectionState) {
    if other.nextIsGuess && reading.acknowledgment == other.next + 1 {
      // The only segment seen of that end was a keepalive probe, one below its SND.NXT.
      other.nextIsGuess = false
    } else if other.hasProbedWithByte && reading.acknowledgment == other.next + 1 {
      other.hasProbedWithByte = false
    } else {
      reading.labelFlags.insert(.gapBefore)
      addHole(from: other.next, to: reading.acknowledgment, &reading, isAcknowledged: true, &other)
    }
    other.advanceNext(to: reading.acknowledgment)
  }

  /// A pure ACK with the old number while data is outstanding, that does not just open the window.
  ///
  /// Source: RFC 5681 §2; kernel tcp_ack (FLAG_NOT_DUP).
  private static func countDuplicate(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState
  ) {
    guard reading.facts.has(.repeatsAck), reading.facts.has(.dataOutstanding),
      !(reading.rawWindow > 0 && reading.window > me.window),
      !reading.labelFlags.contains(.duplicatedByNetwork), !reading.facts.has(.probeShape)
    else { return }
    other.duplicateAcks += 1
    other.lastDuplicateAckFrame = reading.number
  }

  @inline(__always)
  private static func answerQuestion(_ reading: inout Reading, _ other: inout DirectionState) {
    switch other.question {
    case .none: break
    case .keepaliveProbe: reading.facts.add(.answersKeepalive)
    case .windowProbe: reading.facts.add(.answersWindowProbe)
    case .unexpectedData:
      reading.facts.add(.answersUnexpectedData)
      // It acknowledges nothing new, and shows that somebody is there.
      other.retransmissionsUnanswered = 0
    case .unacceptable: reading.facts.add(.answersUnacceptable)
    }
  }

  /// Something new is acknowledged: RTT measured, timers restarted, recovery perhaps over.
  @inline(__always)
  static func advance(_ reading: inout Reading, _ other: inout DirectionState) {
    let number = reading.acknowledgment
    other.unacknowledged = number
    other.wasAcknowledged = true
    let range = other.segments.acknowledge(upTo: number)
    // Karn's rule: only a segment that was sent once tells the round trip (RFC 6298 §3).
    if !range.isEmpty, other.segments[range.lowerBound].timesSent == 1 {
      other.roundTrip.add(
        reading.timeNs &- other.segments[range.lowerBound].firstTimeNs, unacknowledged: number.raw,
        next: other.next.raw)
    }
    if other.hasRepairs { noteRepairs(range, &reading, &other) }
    other.duplicateAcks = 0
    other.backoff = 0
    other.retransmissionsUnanswered = 0
    other.timerRestartNs = reading.timeNs
    other.tailLossProbeFrame = 0
    if other.phase != .open && number >= other.recoveryPoint { other.phase = .open }
    if other.hasSacked && number >= other.highestSacked { other.hasSacked = false }
  }

  /// Keeps which retransmission has arrived: what was sent before it and has not is lost, whatever its number.
  ///
  /// Source: RFC 8985 §6.2.
  private static func noteRepairs(
    _ range: Range<Int>, _ reading: inout Reading, _ other: inout DirectionState
  ) {
    if reading.acknowledgment >= other.repairEnd { other.hasRepairs = false }
    for index in range where other.segments[index].timesSent > 1 {
      let sentNs = other.segments[index].lastTimeNs
      guard other.repairFrame == 0 || sentNs >= other.repairSentNs else { continue }
      other.repairFrame = other.segments[index].lastFrame
      other.repairSentNs = sentNs
      other.repairAcknowledgedNs = reading.timeNs
    }
  }

  @inline(__always)
  static func noteAcknowledgment(_ reading: inout Reading, _ me: inout DirectionState) {
    if !me.hasAcknowledged || reading.acknowledgment > me.acknowledgment {
      me.acknowledgment = reading.acknowledgment
      me.hasAcknowledged = true
    }
  }
}
