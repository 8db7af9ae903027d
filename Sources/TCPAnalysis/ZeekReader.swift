import WireFormat

/// Reads one segment as Zeek does; the order of the steps decides the order of the letters.
enum ZeekReader {
  /// A sequence number of a SYN or RST this far off is not believed.
  private static let tooFar: Int32 = 1_048_576

  /// Reads the sender's next bytes, or a pure ACK, in the middle of an established connection; returns whether
  /// it was that, and otherwise leaves everything as it is.
  ///
  /// It only leaves out what cannot matter then: `read` would give the same letters.
  @inline(__always)
  static func readPredicted(
    _ segment: TCPSegment, _ isOriginator: Bool, _ me: inout ZeekEndpoint, _ peer: inout ZeekEndpoint,
    _ log: inout ZeekLetters
  ) -> Bool {
    let payload = segment.payloadLength
    let first = segment.sequence.raw
    let end = first &+ UInt32(truncatingIfNeeded: payload)
    let number = segment.acknowledgment.raw
    guard segment.flags.isPlainAck, me.state == .established, peer.state == .established,
      first == me.last, end >= first, segment.window != 0, !peer.finSeen,
      number >= peer.acknowledged, number &- peer.acknowledged < 1 << 30,
      log.hasSeen(payload > 0 ? ZeekLetters.Mark.data : ZeekLetters.Mark.ack, isOriginator)
    else { return false }
    me.last = end
    if number != peer.acknowledged {
      let (relative, underflow) = peer.relative(
        number, near: peer.acknowledged, wraps: peer.acknowledgedWraps)
      if !underflow {
        peer.acknowledged = number
        acknowledge(relative, !isOriginator, &peer, otherIsClean: true, &log)
      }
    }
    if payload > 0, segment.capturedPayloadLength >= payload {
      let (relative, underflow) = me.relative(first, near: end, wraps: me.lastWraps)
      if !underflow { receive(relative, payload, &me) }
    }
    return true
  }

  private static func receive(_ relative: UInt64, _ payload: Int, _ me: inout ZeekEndpoint) {
    me.stream.receive(
      relative, payload,
      endpoint: ZeekEndpointView(
        acknowledged: me.relativeAcknowledged, nothingAcknowledged: me.nothingAcknowledged, size: me.size))
  }

  /// Returns whether the ends must be exchanged: the SYN came after its SYN+ACK.
  static func read(
    _ segment: TCPSegment, _ isOriginator: Bool, _ wasOriginator: Bool, _ me: inout ZeekEndpoint,
    _ peer: inout ZeekEndpoint, _ log: inout ZeekLetters
  ) -> Bool {
    let flags = segment.flags
    let payload = segment.payloadLength
    let first = segment.sequence.raw
    let length = (flags.hasSyn ? 1 : 0) + (flags.hasFin ? 1 : 0) + (flags.hasRst ? 0 : payload)
    let end = first &+ UInt32(truncatingIfNeeded: length)
    begin(flags, first, end, &me)
    let (relative, underflow) = me.relative(first, near: me.last, wraps: me.lastWraps)
    addLetters(flags, relative, payload, isOriginator, &me, &log)
    if segment.window == 0, !flags.hasRst, peer.state != .closed, me.state != .reset,
      me.zeroWindows.countOne()
    {
      log.add("W", isOriginator)
    }
    if flags.hasFin {
      me.finSeen = true
      me.finSequence = relative &+ UInt64(length)
    }
    let relativeAck = flags.hasAck ? readAck(segment.acknowledgment.raw, flags, &peer) : 0
    if advance(end, flags, payload, &me), me.retransmissions.countOne() { log.add("T", isOriginator) }
    let reversed = updateState(flags, first, payload, wasOriginator, &me, &peer)
    if flags.hasAck { acknowledge(relativeAck, !isOriginator, &peer, otherIsClean: me.isClean, &log) }
    if payload > 0, segment.capturedPayloadLength >= payload, !flags.hasRst, !underflow {
      receive(flags.hasSyn ? relative &+ 1 : relative, payload, &me)
    }
    return reversed
  }

  private static func begin(_ flags: TCPFlags, _ first: UInt32, _ end: UInt32, _ me: inout ZeekEndpoint) {
    switch me.state {
    case .inactive:
      if flags.hasSyn {
        me.begin(start: first, last: end)
      } else {
        me.begin(start: first &- 1, last: first)
      }
    case .synSent, .synAckSent:
      if flags.hasSyn && first != me.start { me.begin(start: first, last: end) }
    case .established, .partial:
      if flags.hasSyn { me.begin(start: first, last: end) }
    case .reset:
      if flags.hasSyn && me.previous == .inactive { me.begin(start: first, last: end) }
    case .closed: break
    }
  }

  private static func addLetters(
    _ flags: TCPFlags, _ relative: UInt64, _ payload: Int, _ isOriginator: Bool, _ me: inout ZeekEndpoint,
    _ log: inout ZeekLetters
  ) {
    let hasSyn = flags.hasSyn
    let hasFin = flags.hasFin
    let hasRst = flags.hasRst
    if !hasSyn && !hasFin && !hasRst {
      if payload > 0 {
        _ = log.addOnce(ZeekLetters.Mark.data, "D", isOriginator)
      } else if flags.hasAck {
        _ = log.addOnce(ZeekLetters.Mark.ack, "A", isOriginator)
      }
      return
    }
    if hasFin && hasRst {
      _ = log.addOnce(ZeekLetters.Mark.finRst, "I", isOriginator)
    } else if hasSyn && (hasFin || hasRst) {
      _ = log.addOnce(ZeekLetters.Mark.multiple, "Q", isOriginator)
    } else if hasSyn {
      let letter: Unicode.Scalar = flags.hasAck ? "H" : "S"
      if log.addOnce(ZeekLetters.Mark.syn, letter, isOriginator) && relative != me.lastSynLetter {
        log.add(letter, isOriginator)
      }
      me.lastSynLetter = relative
    } else if hasFin {
      // A FIN stands behind the segment's data.
      let place = relative &+ UInt64(payload)
      if log.addOnce(ZeekLetters.Mark.fin, "F", isOriginator) && place != me.lastFinLetter {
        log.add("F", isOriginator)
      }
      me.lastFinLetter = place
    } else {
      if log.addOnce(ZeekLetters.Mark.rst, "R", isOriginator) && relative != me.lastRstLetter {
        log.add("R", isOriginator)
      }
      me.lastRstLetter = relative
    }
  }

  /// Returns the acknowledgment relative to the peer's start.
  private static func readAck(_ number: UInt32, _ flags: TCPFlags, _ peer: inout ZeekEndpoint) -> UInt64 {
    if peer.state == .inactive {
      peer.begin(start: number &- 1, last: number &- 1)
      return 1
    }
    let (relative, underflow) = peer.relative(number, near: peer.acknowledged, wraps: peer.acknowledgedWraps)
    if underflow { return 0 }
    if !flags.hasRst {
      let delta = Int32(bitPattern: number &- peer.acknowledged)
      if delta > 0 && !(number == 0 && delta > tooFar) { peer.advanceAcknowledged(number) }
    }
    return relative
  }

  /// Brings the highest sequence number forward; returns whether Zeek calls the segment a retransmission.
  private static func advance(
    _ end: UInt32, _ flags: TCPFlags, _ payload: Int, _ me: inout ZeekEndpoint
  ) -> Bool {
    let delta = Int32(bitPattern: end &- me.last)
    if flags.hasSyn || flags.hasRst, delta > tooFar || delta < -tooFar { return false }
    if flags.hasFin && me.last == me.start &+ 1 {
      me.advanceLast(end)
      return false
    }
    if me.state == .reset { return false }
    if delta > 0 {
      me.advanceLast(end)
      return false
    }
    return payload > 0
  }

  private static func acknowledge(
    _ relative: UInt64, _ isOriginator: Bool, _ owner: inout ZeekEndpoint, otherIsClean: Bool,
    _ log: inout ZeekLetters
  ) {
    var relative = relative
    if owner.finSeen && relative >= owner.finSequence { relative = owner.finSequence &- 1 }
    let gaps = owner.stream.acknowledge(relative, isPartial: log.isPartial)
    guard gaps > 0, owner.isClean, otherIsClean else { return }
    for _ in 0..<gaps where owner.gaps.countOne() { log.add("G", isOriginator) }
  }

  // MARK: States

  private static func updateState(
    _ flags: TCPFlags, _ first: UInt32, _ payload: Int, _ isOriginator: Bool, _ me: inout ZeekEndpoint,
    _ peer: inout ZeekEndpoint
  ) -> Bool {
    switch me.state {
    case .inactive:
      return updateInactive(flags, first, payload, isOriginator, &me, &peer)
    case .synSent, .synAckSent:
      if flags.hasFin { me.enter(.closed) }
      if flags.hasRst { me.enter(.reset) }
    case .established, .partial:
      if flags.hasSyn, me.state == .partial, peer.state == .inactive, !flags.hasAck {
        me.enter(.synSent)
      }
      if flags.hasFin && !flags.hasRst {
        me.enter(.closed)
        // A FIN after the other end's FIN and RST: that was a normal end.
        if peer.state == .reset && peer.previous == .closed { peer.enter(.closed) }
      }
      if flags.hasRst { me.enter(.reset) }
    case .closed:
      if flags.hasRst && peer.state != .closed { me.enter(.reset) }
    case .reset: break
    }
    return false
  }

  private static func updateInactive(
    _ flags: TCPFlags, _ first: UInt32, _ payload: Int, _ isOriginator: Bool, _ me: inout ZeekEndpoint,
    _ peer: inout ZeekEndpoint
  ) -> Bool {
    var reversed = false
    if flags.hasSyn {
      if isOriginator {
        me.enter(flags.hasAck ? .synAckSent : .synSent)
      } else {
        if !flags.hasAck && peer.state == .synAckSent && first == me.start {
          reversed = true
          peer.enter(.established)
        }
        if peer.state == .synSent { peer.enter(.established) }
        me.enter(.established)
      }
    }
    if flags.hasFin { me.enter(.closed) }
    if flags.hasRst { me.enter(.reset) }
    guard me.state == .inactive else { return reversed }
    // Some stacks acknowledge a SYN before they answer it.
    if !isOriginator && payload == 0 && peer.state == .synSent { return reversed }
    me.enter(flags.hasAck && peer.state == .established ? .established : .partial)
    return reversed
  }
}
