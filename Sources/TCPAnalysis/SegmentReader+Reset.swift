import WireFormat

extension SegmentReader {
  /// What a RST does to the connection.
  private enum ResetEffect {
    case ends
    /// The receiver should not believe it; whether it did, its silence tells.
    case doubtful
    /// It is not about this connection, but about one that the other end took it for: what that end sends
    /// next has numbers of its own.
    case endsOldDuplicate
  }

  /// A RST: what it answers, and what that says of its cause.
  static func readReset(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) {
    if isCopyOfLast(&reading, &me) {
      reading.markCopy(of: me.lastFrame, sentNs: me.lastTimeNs)
      reading.cause = common.resetCause
      return
    }
    let finding = explain(&reading, &me, &other, &common)
    reading.cause = finding.cause
    reading.reason = finding.reason
    switch finding.effect {
    case .endsOldDuplicate:
      let counts = other.counts
      other = DirectionState()
      other.counts = counts
    case .doubtful:
      common.doubtfulResetBy = reading.sender
      common.doubtfulResetFrame = reading.number
      if common.resetFrame == 0 { common.resetReason = finding.reason }
    case .ends:
      guard common.resetFrame == 0 else { return }
      common.resetFrame = reading.number
      common.resetNs = reading.timeNs
      common.resetBy = reading.sender
      common.resetCause = finding.cause
      common.resetReason = finding.reason
      common.wasRefused = finding.cause == .refused
    }
  }

  private struct Finding {
    var cause: ResetCause
    var reason: LabelReason
    var effect = ResetEffect.ends

    init(_ cause: ResetCause, _ reason: LabelReason, _ effect: ResetEffect = .ends) {
      self.cause = cause
      self.reason = reason
      self.effect = effect
    }
  }

  private static func explain(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) -> Finding {
    if reading.hasAck, other.synFrame != 0, !other.sentSynAck, me.synFrame == 0, !common.isEstablished,
      reading.acknowledgment == other.next || reading.acknowledgment == other.initial + 1
    {
      return Finding(.refused, LabelReason(.refused, first: other.lastFrame))
    }
    if !reading.hasAck, other.lastFlags.hasSyn, other.lastFlags.hasAck, me.synFrame != 0,
      reading.start == other.lastAcknowledgment, reading.start <= me.initial || reading.start > me.next
    {
      return Finding(
        .answeredOldDuplicate, LabelReason(.oldDuplicate, first: other.lastFrame), .endsOldDuplicate)
    }
    if !reading.hasAck, me.synFrame != 0, me.counts.frames == me.counts.count(of: .syn), other.synFrame == 0,
      other.lastFlags.hasAck, reading.start == other.lastAcknowledgment
    {
      forgetOldConnection(&me, &common)
      return Finding(
        .answeredOldDuplicate, LabelReason(.halfOpenFound, first: other.lastFrame), .endsOldDuplicate)
    }
    return judge(&reading, &me, &other, &common)
  }

  /// What a RST inside the connection is. A live socket gives it the hop limit of its other packets; a host that
  /// answers without a socket knows nothing of that, and neither does who answers in its name.
  ///
  /// Source: kernel ip_select_ttl; tcp_v4_send_reset, nf_send_reset.
  private static func judge(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) -> Finding {
    let isForeign = hasForeignHopLimit(&reading, &me)
    let hopLimits = (measured: Int64(reading.hopLimit), bound: Int64(me.hopLimit))
    let foreign = LabelReason(.firewallHopLimit, measured: hopLimits.measured, bound: hopLimits.bound)
    if let finding = misplaced(&reading, &me, &other, &common) {
      return isForeign ? Finding(.firewall, foreign, finding.effect) : finding
    }
    if !isForeign || !reading.hasAck, var finding = reply(&reading, &me, &other, &common) {
      if isForeign { (finding.reason.measured, finding.reason.bound) = hopLimits }
      return finding
    }
    return isForeign ? Finding(.firewall, foreign) : activeClose(&reading, &me, &other, &common)
  }

  /// A route may change by a hop or two; another host is farther, or counts from another number.
  private static func hasForeignHopLimit(_ reading: inout Reading, _ me: inout DirectionState) -> Bool {
    me.hopLimitRepeats >= 1 && abs(Int(reading.hopLimit) - Int(me.hopLimit)) >= 3
  }

  /// The other end's segments belonged to a connection from before the SYN: what they acknowledged was never
  /// sent here, and the SYN is still open.
  ///
  /// Source: RFC 9293 §3.5.1, figure 9.
  private static func forgetOldConnection(
    _ me: inout DirectionState, _ common: inout ConnectionState.Common
  ) {
    me.start(initial: me.initial, next: me.initial + 1)
    me.unacknowledged = me.initial
    me.wasAcknowledged = false
    me.holes = []
    common.isEstablished = false
  }

  /// A RST that is not exactly at RCV.NXT, as far as this capture point knows it.
  private static func misplaced(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) -> Finding? {
    guard other.hasAcknowledged, me.isStarted, common.isEstablished else { return nil }
    // Bytes may be on their way that the other end has not acknowledged here.
    if reading.start >= other.acknowledgment && reading.start <= me.next { return nil }
    let distance = reading.start.distance(from: other.acknowledgment)
    let window = max(other.window, 1)
    if distance > 0 && distance < window {
      reading.question = .unacceptable
      return Finding(.unknown, LabelReason(.resetInsideWindow, measured: Int64(distance)), .doubtful)
    }
    return Finding(
      .unknown, LabelReason(.resetOutsideWindow, measured: Int64(distance), bound: Int64(window)), .doubtful)
  }

  /// A host answers a segment that it has no use for with a RST at the segment's own ACK, without ACK.
  ///
  /// Source: RFC 9293 §3.5.2; kernel tcp_v4_send_reset.
  private static func reply(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) -> Finding? {
    let answeredNs = reading.timeNs &- other.lastTimeNs
    guard other.lastFrame != 0, other.lastFlags.hasAck, answeredNs < 1_000_000_000 else { return nil }
    let broughtData = other.lastPayloadLength > 0 && other.lastFrame > me.finFrame
    if me.finFrame != 0, broughtData, !reading.hasAck || reading.start == me.next {
      return Finding(
        .dataAfterClose, LabelReason(.dataAfterClose, first: other.lastFrame, second: me.finFrame))
    }
    guard !reading.hasAck, reading.start == other.lastAcknowledgment else { return nil }
    if me.sentSynAck, me.counts.frames == me.counts.count(of: .synAck),
      other.counts.count(of: .handshakeAck) > 0 || other.counts.count(of: .data) > 0,
      isHalfOpen(&reading, &me, &other)
    {
      return Finding(.backlogOverflow, LabelReason(.backlogOverflow, first: other.lastFrame))
    }
    return Finding(.noSuchConnection, LabelReason(.noSuchConnection, first: other.lastFrame))
  }

  /// Whether an end that sent nothing but SYN+ACKs may still be waiting for the last ACK: its next SYN+ACK is not
  /// due (RFC 6298 §2.1, doubled each time), and the other end does not probe an idle connection.
  private static func isHalfOpen(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState
  ) -> Bool {
    let timeoutNs = 1_250_000_000 << Int64(min(max(me.counts.frames - 1, 0), 6))
    return other.question != .keepaliveProbe && reading.timeNs &- me.lastTimeNs < timeoutNs
  }

  /// RST with ACK at SND.NXT: the sender gives a connection up that it has.
  ///
  /// Source: kernel tcp_send_active_reset, which is called for all of these.
  private static func activeClose(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) -> Finding {
    guard reading.hasAck, me.isStarted else { return Finding(.unknown, LabelReason(.resetUnexplained)) }
    if me.probesUnanswered > 0, me.lastFlags.hasAck, me.counts.count(of: .keepaliveProbe) > 0,
      !(other.hasWindow && other.window == 0)
    {
      return Finding(
        .keepaliveExpired,
        LabelReason(.keepaliveExpired, first: me.lastFrame, measured: Int64(me.probesUnanswered)))
    }
    guard common.isEstablished, reading.start == me.next else {
      return Finding(.unknown, LabelReason(.resetUnexplained))
    }
    if me.hasWindow, me.window == 0 {
      return Finding(.unreadData, LabelReason(.unreadData, first: me.lastAckFrame))
    }
    if other.counts.payloadBytes == 0, other.synFrame != 0, other.nextOffset <= 2 {
      return Finding(.lingerZero, LabelReason(.lingerZero))
    }
    return Finding(.unknown, LabelReason(.unreadOrLinger))
  }

  /// After a RST: an end that goes on did not send the RST that bears its name.
  static func readAfterReset(
    _ reading: inout Reading, _ me: inout DirectionState, _ common: inout ConnectionState.Common
  ) {
    guard common.resetBy == reading.sender, !reading.hasSyn, !common.wasRefused,
      reading.timeNs &- common.resetNs > 1_000_000, !reading.facts.has(.fillsHole),
      !reading.labelFlags.contains(.duplicatedByNetwork)
    else { return }
    common.corrections.append(
      LabelCorrection(
        frame: common.resetFrame, connection: common.id, kind: nil, trigger: nil, cause: .firewall,
        reason: LabelReason(.firewallConnectionLives, first: reading.number)))
    common.resetFrame = 0
    common.resetBy = nil
    common.resetCause = nil
    common.resetReason = LabelReason()
  }
}
