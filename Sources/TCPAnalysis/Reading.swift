import WireFormat

/// What one segment says, and what is found out about it on the way to its label.
struct Reading {
  // The segment, taken apart once, so that the steps need not carry all of it.
  let number: Int
  let timeNs: Int64
  let sender: FrameLabel.Sender
  let flags: TCPFlags
  let start: SequenceNumber
  /// One past the last sequence number that it takes.
  let end: SequenceNumber
  let acknowledgment: SequenceNumber
  let payload: Int
  let rawWindow: UInt16
  let identification: UInt16
  let hopLimit: UInt8
  /// TSval; 0 without the option.
  let timestamp: UInt32
  let payloadHash: UInt64
  /// All payload was captured.
  let isWhole: Bool
  /// How many segments a direction may hold.
  let segmentLimit: Int

  /// In bytes, scaled.
  var window = 0
  var facts: SegmentFacts
  var labelFlags: PacketFlagSet
  var kind: RetransmissionKind?
  var trigger: RetransmissionKind?
  var cause: ResetCause?
  var reason = LabelReason()
  var question = DirectionState.Question.none

  @inline(__always)
  init(
    _ segment: TCPSegment, number: Int, timeNs: Int64, sender: FrameLabel.Sender, segmentLimit: Int
  ) {
    self.number = number
    self.timeNs = timeNs
    self.sender = sender
    self.segmentLimit = segmentLimit
    let bits = segment.flags.rawValue
    flags = segment.flags
    start = segment.sequence
    payload = segment.payloadLength
    // FIN is bit 0 and SYN bit 1 of the header's flags; each takes a sequence number.
    end = segment.sequence + (segment.payloadLength &+ Int(bits & 1) &+ Int(bits >> 1 & 1))
    acknowledgment = segment.acknowledgment
    rawWindow = segment.window
    identification = segment.identification
    hopLimit = segment.hopLimit
    timestamp = segment.timestamp?.value ?? 0
    payloadHash = segment.payloadHash
    isWhole = segment.capturedPayloadLength >= segment.payloadLength
    var facts = SegmentFacts.ofHeader(bits)
    if payload > 0 { facts.add(.payload) }
    self.facts = facts
    var labelFlags = PacketFlagSet()
    if bits & 0x08 != 0 { labelFlags.insert(.push) }
    if bits & 0x20 != 0 { labelFlags.insert(.urgent) }
    self.labelFlags = labelFlags
  }

  var hasSyn: Bool { flags.hasSyn }
  var hasAck: Bool { flags.hasAck }
  var hasFin: Bool { flags.hasFin }
  var hasRst: Bool { flags.hasRst }
  /// It takes no sequence number.
  var isEmpty: Bool { start == end }

  mutating func markRetransmission(_ kind: RetransmissionKind, _ reason: LabelReason) {
    labelFlags.insert(.retransmission)
    self.kind = kind
    trigger = kind
    self.reason = reason
  }

  mutating func markCopy(of frame: Int, sentNs: Int64) {
    labelFlags.insert(.duplicatedByNetwork)
    reason = LabelReason(.copyOfPacket, first: frame, measured: timeNs &- sentNs)
  }

  var sent: SentSegment {
    SentSegment(
      start: start, end: end, firstFrame: number, lastFrame: number, firstTimeNs: timeNs, lastTimeNs: timeNs,
      payloadHash: payloadHash, timestamp: timestamp, identification: identification, timesSent: 1,
      isSelectivelyAcknowledged: false)
  }
}
