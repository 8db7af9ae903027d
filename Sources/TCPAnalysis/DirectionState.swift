import WireFormat

/// What one end of a connection has sent and said, as seen at this capture point.
struct DirectionState: Sendable {
  /// What the last segment of this end calls for, until the other end sends an ACK.
  enum Question: UInt8, Sendable {
    case none
    case keepaliveProbe, windowProbe
    /// Data that was acknowledged before, or that lies beyond a hole.
    case unexpectedData
    /// What RFC 5961 answers with a challenge.
    case unacceptable
  }

  /// Where a sender stands in the repair of losses.
  enum Phase: UInt8, Sendable {
    case open
    /// Between the first fast retransmission and the acknowledgment of all that was sent until then.
    case fastRecovery
    /// The same after a timeout.
    case lossRecovery
  }

  /// Bytes below SND.NXT that this capture point has not seen.
  struct Hole: Sendable {
    var start: SequenceNumber
    var end: SequenceNumber
    /// When the first segment beyond it was seen.
    var frame: Int
    var timeNs: Int64
    /// The other end acknowledged it: the capture missed it.
    var isAcknowledged: Bool
    /// Of the segment that showed it: what was sent before has a lower identification and timestamp.
    var identification: UInt16
    var timestamp: UInt32
  }

  // The order is that of use: what is looked at for each segment stands first and close together, because with
  // thousands of connections each of its lines must come from main memory.

  /// One past the highest sequence number seen.
  var next = SequenceNumber(0)
  /// The highest acknowledgment number that the other end sent.
  var unacknowledged = SequenceNumber(0)
  /// The highest that this end sent, of the other's bytes.
  var acknowledgment = SequenceNumber(0)
  var lastSequence = SequenceNumber(0)
  var lastAcknowledgment = SequenceNumber(0)
  var lastTimestamp: UInt32 = 0
  /// `next` relative to `initial`, beyond 2³² too.
  var nextOffset = 0
  var window = 0
  var isStarted = false
  var wasAcknowledged = false
  var hasAcknowledged = false
  var hasWindow = false
  var handshakeDone = false
  /// Nothing but pure ACKs was seen of it, so that `next` may lie one too low (a keepalive probe).
  var nextIsGuess = false
  /// A window probe held the byte at `next`, which does not count as sent until it is acknowledged.
  var hasProbedWithByte = false
  var question = Question.none
  /// From its SYN; 255: none offered.
  var offeredScale: UInt8 = 255
  var hopLimit: UInt8 = 0
  var hopLimitRepeats: UInt8 = 0
  /// How often, of late, the identification counted up: 0 to 8.
  var identificationTrust: Int8 = 0
  var lastFlags = TCPFlags(rawValue: 0)
  var lastIdentification: UInt16 = 0
  var lastRawWindow: UInt16 = 0
  var lastPayloadLength = 0
  var lastFrame = 0
  var lastTimeNs: Int64 = 0
  var lastAckFrame = 0
  var probesUnanswered = 0
  var segments = SentSegments()

  // MARK: Loss and repair of what this end sends

  /// When this end began to wait: its first segment in flight, or the last acknowledgment of something new.
  var timerRestartNs: Int64 = 0
  var retransmissionsUnanswered = 0
  /// Timeouts since the last acknowledgment of something new.
  var backoff = 0
  var duplicateAcks = 0
  /// The tail-loss probe since the last acknowledgment of something new, and its reason.
  var tailLossProbeFrame = 0
  var phase = Phase.open
  var hasSacked = false
  var sentSynAck = false
  var sackPermitted = false
  var recoveryPoint = SequenceNumber(0)
  var highestSacked = SequenceNumber(0)
  var roundTrip = RoundTripEstimate()
  var counts = DirectionCounts()

  // MARK: What few segments ask for

  /// The initial sequence number; one below the first byte seen where the SYN was not.
  var initial = SequenceNumber(0)
  var synFrame = 0
  var finFrame = 0
  var holes: [Hole] = []
  /// The last retransmissions, at most `resentLimit`.
  var resent: [Resent] = []
  static let resentLimit = 16
  var lastDuplicateAckFrame = 0
  var lastSackFrame = 0
  /// The retransmission that began the phase.
  var phaseFrame = 0
  var tailLossProbeReason = LabelReason()
  /// Why the receiver did not need the probe; nil where it did, as far as is known.
  var tailLossProbeUnneeded: LabelReason?
  var lastRetransmissionNs: Int64 = 0
  /// Up to where there are retransmissions that are not acknowledged.
  var repairEnd = SequenceNumber(0)
  var hasRepairs = false
  /// Of the retransmissions that are acknowledged the one that was sent last, and when; 0: none.
  var repairFrame = 0
  var repairSentNs: Int64 = 0
  var repairAcknowledgedNs: Int64 = 0
  var lastSack = SACKBlock(left: SequenceNumber(0), right: SequenceNumber(0))
  /// Between the last retransmission or probe and the segment before it.
  var lastPauseNs: Int64 = 0

  mutating func start(initial: SequenceNumber, next: SequenceNumber) {
    isStarted = true
    self.initial = initial
    self.next = next
    nextOffset = next.distance(from: initial)
    unacknowledged = next
  }

  @inline(__always)
  mutating func advanceNext(to end: SequenceNumber) {
    nextOffset &+= end.distance(from: next)
    next = end
  }

  /// A sequence number relative to the initial one.
  @inline(__always)
  mutating func relative(_ number: SequenceNumber) -> Int { nextOffset &+ number.distance(from: next) }
}
