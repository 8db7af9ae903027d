import WireFormat

extension SegmentReader {
  /// Where the segment's bytes lie among those that its sender has sent.
  static func readSequence(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    if !me.isStarted { me.start(initial: reading.start + -1, next: reading.start) }
    guard reading.end != reading.start else {
      readEmpty(segment, moment, me, other, common, &reading)
      return
    }
    let offset = reading.start.distance(from: me.next)
    if offset >= 0 {
      if offset > 0 {
        reading.label.flags.insert(.gapBefore)
        addHole(from: me.next, to: reading.start, moment, shownBy: segment, &me)
        reading.newQuestion = .unexpectedData
      } else if reading.payload == 1, other.hasWindow, other.window == 0, !segment.flags.contains(.fin) {
        // The persist timer of the BSD kind: one new byte into the closed window.
        reading.facts.insert(.probeShape)
        reading.newQuestion = .windowProbe
      }
      me.segments.append(sent(segment, moment, reading))
      if me.segments.count == 1 { me.timerRestartNs = moment.timeNs }
      me.next = reading.end
    } else {
      readOld(segment, moment, &me, &other, &common, &reading)
    }
    if other.hasWindow && other.window == 0 { reading.facts.insert(.peerWindowClosed) }
  }

  private static func sent(
    _ segment: TCPSegment, _ moment: FrameMoment, _ reading: Reading
  ) -> SentSegment {
    SentSegment(
      start: reading.start, end: reading.end, firstFrame: moment.number, lastFrame: moment.number,
      firstTimeNs: moment.timeNs, lastTimeNs: moment.timeNs, payloadHash: segment.payloadHash,
      identification: segment.identification, timesSent: 1, isSelectivelyAcknowledged: false,
      timestamp: segment.timestamp?.value ?? 0, lastKind: nil)
  }

  /// A segment that takes no room in the sequence space: a pure ACK, or a probe.
  private static func readEmpty(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: DirectionState,
    _ other: DirectionState, _ common: ConnectionState.Common, _ reading: inout Reading
  ) {
    if other.hasWindow && other.window == 0 { reading.facts.insert(.peerWindowClosed) }
    if reading.start.distance(from: me.next) == -1, me.isAllAcknowledged || !me.wasAcknowledged,
      me.lastFrame != 0
    {
      reading.facts.insert(.probeShape)
      reading.newQuestion = reading.facts.contains(.peerWindowClosed) ? .windowProbe : .keepaliveProbe
    }
    if me.synFrame != 0 && !me.sentSynAck && me.lastFlags.contains(.syn)
      && me.counts.count(of: .handshakeAck) == 0
      && !common.isEstablished
    {
      reading.facts.insert(.completesHandshake)
    }
  }

  static func addHole(
    from start: SequenceNumber, to end: SequenceNumber, _ moment: FrameMoment, shownBy segment: TCPSegment?,
    _ me: inout DirectionState
  ) {
    if me.holes.count >= 64 { me.holes.removeFirst(32) }
    me.holes.append(
      DirectionState.Hole(
        start: start, end: end, frame: moment.number, timeNs: moment.timeNs, isAcknowledged: segment == nil,
        identification: segment?.identification ?? 0, timestamp: segment?.timestamp?.value ?? 0))
  }

  /// A segment that begins below SND.NXT: a probe, a first transmission that is late, or a retransmission.
  private static func readOld(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    if segment.flags.contains(.syn) { return }
    if reading.payload == 1, reading.end == me.next, !segment.flags.contains(.fin) {
      let windowClosed = other.hasWindow && other.window == 0
      if windowClosed || me.isAllAcknowledged {
        reading.facts.insert(.probeShape)
        reading.newQuestion = windowClosed ? .windowProbe : .keepaliveProbe
        return
      }
    }
    let newBytes = max(0, reading.end.distance(from: me.next))
    let (holeBytes, hole) = fill(reading.start, reading.end, &me)
    let seenBytes = reading.end.distance(from: reading.start) - newBytes - holeBytes
    if newBytes > 0 { me.next = reading.end }
    if seenBytes <= 0, let hole {
      readHoleFilled(segment, moment, hole, &me, &other, &common, &reading)
      me.segments.insert(sent(segment, moment, reading))
      return
    }
    readResent(segment, moment, &me, &other, &common, &reading)
    if newBytes > 0 || holeBytes > 0 {
      var rest = sent(segment, moment, reading)
      if newBytes > 0 {
        rest.start = reading.end + -newBytes
        me.segments.append(rest)
      }
    }
  }

  /// Takes `start..<end` out of the holes; returns how many bytes lay in them, and the first one touched.
  private static func fill(
    _ start: SequenceNumber, _ end: SequenceNumber, _ me: inout DirectionState
  ) -> (bytes: Int, hole: DirectionState.Hole?) {
    guard !me.holes.isEmpty else { return (0, nil) }
    var bytes = 0
    var touched: DirectionState.Hole?
    var left: [DirectionState.Hole] = []
    for hole in me.holes {
      let low = hole.start > start ? hole.start : start
      let high = hole.end < end ? hole.end : end
      guard low < high else {
        left.append(hole)
        continue
      }
      bytes += high.distance(from: low)
      if touched == nil { touched = hole }
      if hole.start < low {
        var before = hole
        before.end = low
        left.append(before)
      }
      if high < hole.end {
        var after = hole
        after.start = high
        left.append(after)
      }
    }
    me.holes = left
    return (bytes, touched)
  }

  /// Bytes that were missing here: late, or sent again because they were lost before this point.
  private static func readHoleFilled(
    _ segment: TCPSegment, _ moment: FrameMoment, _ hole: DirectionState.Hole,
    _ me: inout DirectionState, _ other: inout DirectionState, _ common: inout ConnectionState.Common,
    _ reading: inout Reading
  ) {
    let late = moment.timeNs - hole.timeNs
    let asked = me.duplicateAcks >= 1 || me.hasSacked
    let sentLater = sentAfter(hole, segment, me)
    // A request for it must travel to the sender and the answer back.
    let roundTrip = other.roundTrip.isKnown ? other.roundTrip.minimumNs : 3_000_000
    let couldBeAsked = asked && late >= roundTrip - roundTrip / 8
    if !(sentLater ?? (couldBeAsked || late >= timeoutNs(me, other))) {
      reading.facts.insert(.fillsHole)
      reading.label.reason = LabelReason(.classRule, first: hole.frame)
      if segment.flags.contains(.fin) { reading.label.flags.insert(.arrivedLate) }
      return
    }
    reading.label.flags.insert(.arrivedLate)
    var kind = RetransmissionKind.timeout
    if hole.isAcknowledged {
      kind = .unneeded
    } else if asked || late < timeoutNs(me, other) {
      kind = me.phase == .open ? .fast : .recovery
    }
    markRetransmission(kind, &reading)
    if kind == .fast { enterPhase(.fastRecovery, moment, &me) }
    if kind == .timeout { enterPhase(.lossRecovery, moment, &me) }
    reading.label.reason = LabelReason(
      .filledHoleLate, first: hole.frame, second: me.lastDuplicateAckFrame, measured: late)
  }

  /// Whether the sender sent this after the segment that showed the hole; nil where nothing tells.
  ///
  /// A host counts its IP identifications up, and a retransmission gets a new one; a timestamp never goes
  /// back (RFC 7323 §4.1).
  private static func sentAfter(
    _ hole: DirectionState.Hole, _ segment: TCPSegment, _ me: DirectionState
  ) -> Bool? {
    if let stamp = segment.timestamp?.value, hole.timestamp != 0, stamp != hole.timestamp {
      return Int32(bitPattern: stamp &- hole.timestamp) > 0
    }
    guard me.identificationTrust >= 2, hole.identification != 0, segment.identification != 0 else {
      return nil
    }
    let step = Int16(bitPattern: segment.identification &- hole.identification)
    return step == 0 ? nil : step > 0
  }

  static func enterPhase(_ phase: DirectionState.Phase, _ moment: FrameMoment, _ me: inout DirectionState) {
    if me.phase == .open || phase == .lossRecovery {
      me.phase = phase
      me.recoveryPoint = me.next
      me.phaseFrame = moment.number
    }
  }
}
