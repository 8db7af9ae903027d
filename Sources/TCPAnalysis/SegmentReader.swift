import WireFormat

/// Reads a segment against the state of its connection; the parts stand in the extensions of this enum.
///
/// The order: what the header says, where its bytes lie in the sender's sequence space, what its
/// acknowledgment says of the other end's bytes, then class, retransmission kind and counts.
enum SegmentReader {
  /// What is found out about one segment on the way to its label.
  struct Reading {
    var facts: SegmentFacts
    var label: FrameLabel
    var start: SequenceNumber
    var end: SequenceNumber
    var payload: Int
    var isRetransmission = false
    /// The segment whose bytes are sent again.
    var original: SentSegment?
    var newQuestion = DirectionState.Question.none
  }

  static func read(
    _ segment: TCPSegment, _ moment: FrameMoment, from me: inout DirectionState,
    to other: inout DirectionState, _ sender: FrameLabel.Sender, _ common: inout ConnectionState.Common
  ) -> FrameLabel {
    var reading = begin(segment, common.id, sender)
    common.lastNs = max(common.lastNs, moment.timeNs)
    if segment.flags.contains(.rst) {
      readReset(segment, moment, &me, &other, sender, &common, &reading)
    } else {
      if segment.flags.contains(.syn) { readSyn(segment, moment, &me, &other, &common, &reading) }
      readSequence(segment, moment, &me, &other, &common, &reading)
      if segment.flags.contains(.ack) {
        readAcknowledgment(segment, moment, &me, &other, &common, &reading)
      }
      readWindow(segment, &me, &other, &common, &reading)
      if segment.flags.contains(.fin) { readFin(moment, &me, &reading) }
    }
    finish(segment, moment, &me, &other, &common, &reading)
    return reading.label
  }

  /// What the header alone says.
  private static func begin(
    _ segment: TCPSegment, _ id: Int, _ sender: FrameLabel.Sender
  ) -> Reading {
    let flags = segment.flags
    // The low five bits of the TCP flags, put where SegmentFacts has them.
    var facts = SegmentFacts()
    if flags.contains(.syn) { facts.insert(.syn) }
    if flags.contains(.ack) { facts.insert(.ack) }
    if flags.contains(.fin) { facts.insert(.fin) }
    if flags.contains(.rst) { facts.insert(.rst) }
    if segment.payloadLength > 0 { facts.insert(.payload) }
    var label = FrameLabel(connection: id, sender: sender, packetClass: .other)
    if flags.contains(.psh) { label.flags.insert(.push) }
    if flags.contains(.urg) { label.flags.insert(.urgent) }
    let length =
      segment.payloadLength + (flags.contains(.syn) ? 1 : 0) + (flags.contains(.fin) ? 1 : 0)
    return Reading(
      facts: facts, label: label, start: segment.sequence, end: segment.sequence + length,
      payload: segment.payloadLength)
  }

  private static func finish(
    _ segment: TCPSegment, _ moment: FrameMoment, _ me: inout DirectionState,
    _ other: inout DirectionState, _ common: inout ConnectionState.Common, _ reading: inout Reading
  ) {
    for rule in PacketClassCatalog.all where rule.matches(reading.facts) {
      reading.label.packetClass = rule.packetClass
      break
    }
    addEvidence(me, other, &reading)
    reading.label.relativeSequence = me.isStarted ? reading.start.distance(from: me.initial) : 0
    if segment.flags.contains(.ack) {
      reading.label.relativeAcknowledgment = segment.acknowledgment.distance(from: other.initial)
    }
    reading.label.scaledWindow = scaledWindow(segment, me, other)
    me.question = reading.newQuestion
    if segment.flags.contains(.ack) {
      other.question = .none
      me.lastAckFrame = moment.number
    }
    switch reading.label.packetClass {
    case .keepaliveProbe, .zeroWindowProbe: me.probesUnanswered += 1
    default: me.probesUnanswered = 0
    }
    other.probesUnanswered = segment.flags.contains(.rst) ? other.probesUnanswered : 0
    if reading.isRetransmission || me.probesUnanswered > 0 { me.lastPauseNs = moment.timeNs - me.lastTimeNs }
    me.lastFrame = moment.number
    me.lastTimeNs = moment.timeNs
    trustIdentification(segment, &me)
    me.lastIdentification = segment.identification
    me.lastSequence = segment.sequence
    me.lastFlags = segment.flags
    me.lastPayloadLength = segment.payloadLength
    me.lastTimestamp = segment.timestamp?.value ?? 0
    me.hopLimit = segment.hopLimit
    me.counts.add(reading.label, payload: segment.payloadLength)
  }

  /// Learns whether the sender's host counts its IP identifications up.
  private static func trustIdentification(_ segment: TCPSegment, _ me: inout DirectionState) {
    guard segment.identification != 0, me.lastIdentification != 0 else { return }
    let step = segment.identification &- me.lastIdentification
    if step >= 1 && step < 1024 {
      if me.identificationTrust < 8 { me.identificationTrust += 1 }
    } else if me.identificationTrust > 0, step > 1024, step < 0xFC00 {
      me.identificationTrust -= 1
    }
  }

  /// Names the frame that a plain class answers.
  private static func addEvidence(
    _ me: DirectionState, _ other: DirectionState, _ reading: inout Reading
  ) {
    guard reading.label.reason.rule == .classRule, reading.label.reason.first == 0 else { return }
    switch reading.label.packetClass {
    case .synAck, .handshakeAck: reading.label.reason.first = other.synFrame
    case .keepaliveAck, .zeroWindowProbeAck, .challengeAck: reading.label.reason.first = other.lastFrame
    case .windowUpdate, .duplicateAck: reading.label.reason.first = me.lastAckFrame
    case .zeroWindowProbe: reading.label.reason.first = other.lastAckFrame
    default: break
    }
  }

  /// The announced window in bytes. A SYN's own window is never scaled, and scaling needs both ends' option.
  ///
  /// Source: RFC 7323 §2.2, §2.3.
  static func scaledWindow(
    _ segment: TCPSegment, _ me: DirectionState, _ other: DirectionState
  ) -> Int {
    guard !segment.flags.contains(.syn), let scale = me.offeredScale, other.offeredScale != nil else {
      return Int(segment.window)
    }
    return Int(segment.window) << Int(min(scale, 14))
  }
}
