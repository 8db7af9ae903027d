import WireFormat

extension SegmentReader {
  /// What the acknowledgment says of the other end's bytes.
  static func readAcknowledgment(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    let number = segment.acknowledgment
    if !other.isStarted { other.start(initial: number + -1, next: number) }
    let isPure = reading.start == reading.end
    if number > other.next {
      // Bytes that this capture point did not see.
      reading.label.flags.insert(.gapBefore)
      addHole(from: other.next, to: number, moment, shownBy: nil, &other)
      other.next = number
    }
    answerQuestion(other, &reading)
    if me.hasAcknowledged && number == me.acknowledgment { reading.facts.insert(.repeatsAck) }
    if other.next > number { reading.facts.insert(.dataOutstanding) }
    if !other.wasAcknowledged || number > other.unacknowledged {
      advance(to: number, moment, &other)
    } else if isPure, number == other.unacknowledged,
      reading.facts.contains([.repeatsAck, .dataOutstanding]),
      !(segment.window > 0 && scaledWindow(segment, me, other) > me.window)
    {
      other.duplicateAcks += 1
      other.lastDuplicateAckFrame = moment.number
    }
    if segment.sackBlockCount > 0 { readSack(segment, moment, &me, &other, &common, &reading) }
    if !me.hasAcknowledged || number > me.acknowledgment {
      me.acknowledgment = number
      me.hasAcknowledged = true
    }
    if !segment.flags.contains(.syn), me.synFrame != 0, other.synFrame != 0 { common.isEstablished = true }
    if me.synFrame == 0 || other.synFrame == 0, !segment.flags.contains(.syn) { common.isEstablished = true }
  }

  private static func answerQuestion(_ other: DirectionState, _ reading: inout Reading) {
    switch other.question {
    case .none: break
    case .keepaliveProbe: reading.facts.insert(.answersKeepalive)
    case .windowProbe: reading.facts.insert(.answersWindowProbe)
    case .unexpectedData: reading.facts.insert(.answersUnexpectedData)
    case .unacceptable: reading.facts.insert(.answersUnacceptable)
    }
  }

  /// Something new is acknowledged: RTT measured, timers restarted, recovery perhaps over.
  private static func advance(to number: SequenceNumber, _ moment: FrameMoment, _ other: inout DirectionState)
  {
    other.unacknowledged = number
    other.wasAcknowledged = true
    let range = other.segments.acknowledge(upTo: number)
    // Karn's rule: only a segment that was sent once tells the round trip (RFC 6298 §3).
    if let first = range.first, other.segments[first].timesSent == 1 {
      other.roundTrip.add(
        moment.timeNs - other.segments[first].firstTimeNs, unacknowledged: number.raw, next: other.next.raw)
    }
    other.duplicateAcks = 0
    other.backoff = 0
    other.retransmissionsUnanswered = 0
    other.timerRestartNs = moment.timeNs
    other.tailLossProbeFrame = 0
    if other.phase != .open && number >= other.recoveryPoint { other.phase = .open }
    if other.hasSacked && number >= other.highestSacked { other.hasSacked = false }
  }

  /// Marks what SACK blocks report; the first block may be a D-SACK (RFC 2883 §4).
  private static func readSack(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    reading.label.flags.insert(.sack)
    let blocks = segment.sackBlocks
    let count = min(segment.sackBlockCount, 4)
    var from = 0
    let first = blocks[0]
    let below = first.right <= segment.acknowledgment
    let inside = count > 1 && blocks[1].left <= first.left && first.right <= blocks[1].right
    if below || inside {
      reading.label.flags.insert(.dsack)
      reading.facts.insert(.dsack)
      reportDuplicate(first, moment, &other, &common)
      from = 1
    }
    if first != me.lastSack { reading.facts.insert(.newSack) }
    me.lastSack = first
    for index in from..<max(from, count) {
      let block = blocks[index]
      guard block.left < block.right, block.right <= other.next, block.left >= segment.acknowledgment else {
        continue
      }
      for entry in other.segments.overlapping(block.left, block.right)
      where other.segments[entry].start >= block.left && other.segments[entry].end <= block.right {
        other.segments[entry].isSelectivelyAcknowledged = true
      }
      if !other.hasSacked || block.right > other.highestSacked { other.highestSacked = block.right }
      other.hasSacked = true
      other.lastSackFrame = moment.number
    }
  }

  /// A D-SACK: if those bytes were sent again, that was not needed.
  private static func reportDuplicate(
    _ block: SACKBlock, _ moment: FrameMoment, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    for entry in other.segments.overlapping(block.left, block.right) {
      let segment = other.segments[entry]
      guard let kind = segment.lastKind, kind != .unneeded else { continue }
      other.segments[entry].lastKind = .unneeded
      other.counts.correct(kind, to: .unneeded)
      guard common.corrections.last?.frame != segment.lastFrame else { continue }
      common.corrections.append(
        LabelCorrection(
          frame: segment.lastFrame, connection: common.id, kind: .unneeded, trigger: kind, cause: nil,
          reason: LabelReason(.reportedByDSACK, first: segment.firstFrame, second: moment.number)))
    }
  }

  static func readWindow(
    _ segment: TCPSegment, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    let window = scaledWindow(segment, me, other)
    if segment.window == 0 {
      reading.facts.insert(.windowClosed)
      reading.label.flags.insert(.zeroWindow)
    }
    if me.hasWindow && reading.facts.contains(.repeatsAck) {
      if window > me.window { reading.facts.insert(.windowGrew) }
      if window < me.window { reading.facts.insert(.windowShrank) }
    }
    me.window = window
    me.hasWindow = true
  }
}
