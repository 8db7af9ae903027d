import WireFormat

/// Reads a segment against the state of its connection; the parts stand in the extensions of this enum.
///
/// The order: what the header says, where its bytes lie in the sender's sequence space, what its
/// acknowledgment says of the other end's bytes, then class, evidence and counts. `me` is the sender.
enum SegmentReader {
  static func read(
    _ segment: TCPSegment, _ reading: inout Reading, from me: inout DirectionState,
    to other: inout DirectionState, _ common: inout ConnectionState.Common
  ) -> FrameLabel {
    reading.window = scaledWindow(&reading, &me, &other)
    if reading.hasRst {
      readReset(&reading, &me, &other, &common)
    } else {
      if reading.hasSyn { readSyn(segment, &reading, &me, &other, &common) }
      if let rival = common.rivalInitial { chooseSynAck(rival, &reading, &other, &common) }
      readSequence(&reading, &me, &other, &common)
      if reading.hasAck {
        readAcknowledgment(&reading, &me, &other, &common)
        if segment.sackBlockCount > 0 { readSack(segment, &reading, &me, &other, &common) }
        noteAcknowledgment(&reading, &me)
      }
      readWindow(&reading, &me)
      if reading.hasFin && me.finFrame == 0 { me.finFrame = reading.number }
      if common.resetFrame != 0 { readAfterReset(&reading, &me, &common) }
    }
    return finish(&reading, &me, &other, &common)
  }

  /// The announced window in bytes. A SYN's own window is never scaled, and scaling needs both ends' option.
  ///
  /// Source: RFC 7323 §2.2, §2.3.
  @inline(__always)
  static func scaledWindow(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState
  ) -> Int {
    guard !reading.hasSyn, me.offeredScale != 255, other.offeredScale != 255 else {
      return Int(reading.rawWindow)
    }
    return Int(reading.rawWindow) << Int(min(me.offeredScale, 14))
  }

  @inline(__always)
  private static func readWindow(_ reading: inout Reading, _ me: inout DirectionState) {
    if reading.rawWindow == 0 {
      reading.facts.add(.windowClosed)
      reading.labelFlags.insert(.zeroWindow)
    }
    if me.hasWindow && reading.facts.has(.repeatsAck) {
      if reading.window > me.window { reading.facts.add(.windowGrew) }
      if reading.window < me.window { reading.facts.add(.windowShrank) }
    }
    // An ACK that was overtaken says what the window was, not what it is (RFC 9293 §3.10.7.4, SND.WL2).
    if !reading.hasAck || reading.acknowledgment == me.acknowledgment || !me.hasAcknowledged {
      me.window = reading.window
      me.hasWindow = true
    }
  }

  /// Class, counts and what the next segments need to know of this one.
  private static func finish(
    _ reading: inout Reading, _ me: inout DirectionState, _ other: inout DirectionState,
    _ common: inout ConnectionState.Common
  ) -> FrameLabel {
    let packetClass = PacketClassMatcher.match(reading.facts)
    addEvidence(packetClass, &reading, &me, &other)
    let label = FrameLabel(
      connection: common.id, sender: reading.sender, packetClass: packetClass, flags: reading.labelFlags,
      kind: reading.kind, trigger: reading.trigger, cause: reading.cause, reason: reading.reason,
      relativeSequence: me.isStarted ? me.relative(reading.start) : 0,
      relativeAcknowledgment: reading.hasAck && other.isStarted
        ? other.relative(reading.acknowledgment) : nil,
      scaledWindow: reading.window)
    me.question = reading.question
    if reading.hasAck {
      other.question = .none
      me.lastAckFrame = reading.number
    }
    noteProbes(packetClass, &reading, &me, &other)
    trustIdentification(&reading, &me)
    remember(&reading, &me)
    me.counts.add(packetClass, reading.labelFlags, reading.kind, payload: reading.payload)
    if reading.timeNs > common.lastNs { common.lastNs = reading.timeNs }
    return label
  }

  @inline(__always)
  private static func noteProbes(
    _ packetClass: PacketClass, _ reading: inout Reading, _ me: inout DirectionState,
    _ other: inout DirectionState
  ) {
    let isProbe = packetClass == .keepaliveProbe || packetClass == .zeroWindowProbe
    me.probesUnanswered = isProbe ? me.probesUnanswered &+ 1 : 0
    if !reading.hasRst { other.probesUnanswered = 0 }
    if isProbe || reading.labelFlags.contains(.retransmission) {
      me.lastPauseNs = reading.timeNs &- me.lastTimeNs
    }
  }

  @inline(__always)
  static func remember(_ reading: inout Reading, _ me: inout DirectionState) {
    if reading.hopLimit == me.hopLimit {
      if me.hopLimitRepeats < 255 { me.hopLimitRepeats &+= 1 }
    } else if !reading.hasRst {
      me.hopLimit = reading.hopLimit
      me.hopLimitRepeats = 0
    }
    me.lastFlags = reading.flags
    me.lastIdentification = reading.identification
    me.lastRawWindow = reading.rawWindow
    me.lastSequence = reading.start
    me.lastAcknowledgment = reading.acknowledgment
    me.lastTimestamp = reading.timestamp
    me.lastPayloadLength = reading.payload
    me.lastFrame = reading.number
    me.lastTimeNs = reading.timeNs
  }

  /// Learns whether the sender's host counts its IP identifications up.
  @inline(__always)
  static func trustIdentification(_ reading: inout Reading, _ me: inout DirectionState) {
    guard reading.identification != 0, me.lastIdentification != 0 else { return }
    let step = reading.identification &- me.lastIdentification
    if step >= 1 && step < 1024 {
      if me.identificationTrust < 8 { me.identificationTrust &+= 1 }
    } else if me.identificationTrust > 0, step > 1024, step < 0xFC00 {
      me.identificationTrust &-= 1
    }
  }

  /// Names the frame that a plain class answers.
  @inline(__always)
  private static func addEvidence(
    _ packetClass: PacketClass, _ reading: inout Reading, _ me: inout DirectionState,
    _ other: inout DirectionState
  ) {
    guard reading.reason.rule == .classRule, reading.reason.first == 0 else { return }
    switch packetClass {
    case .data, .ack: break
    case .synAck, .handshakeAck: reading.reason.first = other.synFrame
    case .keepaliveAck, .zeroWindowProbeAck, .challengeAck: reading.reason.first = other.lastFrame
    case .windowUpdate, .duplicateAck: reading.reason.first = me.lastAckFrame
    case .zeroWindowProbe: reading.reason.first = other.lastAckFrame
    case .syn, .fin, .reset, .keepaliveProbe, .outOfOrder, .arpRequest, .arpReply, .icmpError, .other: break
    }
  }
}
