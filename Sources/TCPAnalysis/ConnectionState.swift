import WireFormat

/// One connection as seen at one capture point.
struct ConnectionState: Sendable {
  /// What concerns both ends.
  struct Common: Sendable {
    // What every segment asks for stands first.
    var id: Int
    var lastNs: Int64
    var isEstablished = false
    /// Who sent a RST that the other end should not believe, until that end shows that it did not.
    var doubtfulResetBy: FrameLabel.Sender?
    var resetFrame = 0
    /// Whether `corrections` holds some, without a look at it.
    private(set) var hasCorrections = false
    var startNs: Int64
    var clientKnown: Bool
    var usesSack = false
    /// Its senders may send tail-loss probes, as far as is known.
    var probesTail = true
    var handshakeNs: Int64?
    var wasRefused = false
    var resetNs: Int64 = 0
    var resetBy: FrameLabel.Sender?
    var resetCause: ResetCause?
    var resetReason = LabelReason()
    var doubtfulResetFrame = 0
    var corrections: [LabelCorrection] = [] {
      didSet { hasCorrections = !corrections.isEmpty }
    }

    /// The SYN with the same initial sequence number that was answered with a RST; frame 0: none.
    var refusedSynFrame = 0
    var refusedSynNs: Int64 = 0
    /// The initial sequence number of a second SYN+ACK that differs from the first one's.
    var rivalInitial: SequenceNumber?

    init(id: Int, startNs: Int64, clientKnown: Bool) {
      self.id = id
      self.startNs = startNs
      self.lastNs = startNs
      self.clientKnown = clientKnown
    }

    /// Established, and no RST seen.
    var isQuiet: Bool { isEstablished && resetFrame == 0 && doubtfulResetBy == nil }
  }

  /// The client is the key's first endpoint.
  var clientIsFirst: Bool
  /// The slot of an older connection with the same key that the new SYN did not end; −1: none.
  var previousSlot = -1
  var common: Common
  var history: ZeekHistory
  var client = DirectionState()
  var server = DirectionState()

  init(clientIsFirst: Bool, common: Common, history: ZeekHistory) {
    self.clientIsFirst = clientIsFirst
    self.common = common
    self.history = history
  }

  /// Reads one segment: brings the state forward and names the segment.
  ///
  /// `held` counts the segments that are kept in memory.
  /// `mayPredict`: a segment that is what nearly all are may be read the short way.
  @inline(__always)
  mutating func observe(
    _ segment: TCPSegment, fromFirst: Bool, number: Int, timeNs: Int64, segmentLimit: Int, mayPredict: Bool,
    held: inout Int
  ) -> FrameLabel {
    let before = heldSegments
    defer { held &+= heldSegments &- before }
    let sender: FrameLabel.Sender = fromFirst == clientIsFirst ? .client : .server
    if mayPredict, common.isQuiet, segment.flags.isPlainAck, segment.sackBlockCount == 0 {
      if sender == .client {
        if SegmentReader.isPredicted(segment, from: &client, to: &server) {
          history.observe(segment, fromFirst: fromFirst, mayPredict: true)
          return SegmentReader.readPredicted(
            segment, sender, number, timeNs, segmentLimit, from: &client, to: &server, &common)
        }
      } else if SegmentReader.isPredicted(segment, from: &server, to: &client) {
        history.observe(segment, fromFirst: fromFirst, mayPredict: true)
        return SegmentReader.readPredicted(
          segment, sender, number, timeNs, segmentLimit, from: &server, to: &client, &common)
      }
    }
    history.observe(segment, fromFirst: fromFirst, mayPredict: mayPredict)
    return observeInFull(segment, sender, number, timeNs, segmentLimit)
  }

  @inline(never)
  private mutating func observeInFull(
    _ segment: TCPSegment, _ sender: FrameLabel.Sender, _ number: Int, _ timeNs: Int64, _ segmentLimit: Int
  ) -> FrameLabel {
    var reading = Reading(
      segment, number: number, timeNs: timeNs, sender: sender, segmentLimit: segmentLimit)
    if common.doubtfulResetBy != nil, common.doubtfulResetBy != sender, !reading.hasRst {
      common.doubtfulResetBy = nil
      common.doubtfulResetFrame = 0
    }
    if sender == .client {
      return SegmentReader.read(segment, &reading, from: &client, to: &server, &common)
    }
    return SegmentReader.read(segment, &reading, from: &server, to: &client, &common)
  }

  /// Nothing more can come of it: both ends closed, or one reset it.
  var isOver: Bool {
    mutating get { common.resetFrame != 0 || (client.finFrame != 0 && server.finFrame != 0) }
  }

  /// Whether it may be forgotten after so much silence.
  ///
  /// An end whose FIN is not acknowledged sends it again, with up to 120 s between two timeouts; so does one that
  /// did not believe a RST, or did not send the one in its name.
  ///
  /// Source: RFC 9293 §3.6.1 (TIME-WAIT); kernel TCP_TIMEWAIT_LEN, TCP_RTO_MAX.
  mutating func isSettled(afterNs silence: Int64) -> Bool {
    if common.resetFrame != 0 { return silence > 240_000_000_000 }
    let hasClosed = client.finFrame != 0 && server.finFrame != 0
    return hasClosed && client.unacknowledged == client.next && server.unacknowledged == server.next
      && silence > 60_000_000_000
  }

  /// How many segments both directions hold in memory.
  var heldSegments: Int { mutating get { client.segments.heldCount + server.segments.heldCount } }

  /// Whether a SYN cannot belong to this connection and so begins a new one on the same ports.
  ///
  /// Source: RFC 9293 §3.10.7.4 and RFC 6191 (TIME-WAIT); kernel tcp_timewait_state_process. In the middle of
  /// a connection the other end's answer decides (RFC 5961 §4): `resumes`.
  mutating func isReopened(by segment: TCPSegment, fromFirst: Bool) -> Bool {
    if segment.flags.hasAck || segment.flags.hasRst { return false }
    if common.resetFrame != 0 { return true }
    // An end of which nothing was seen may open at the same time as the other; one that was seen has its number,
    // from its SYN or, where that was not captured or comes late, from the first byte seen.
    if fromFirst == clientIsFirst { return client.isStarted && segment.sequence != client.initial }
    return server.isStarted && segment.sequence != server.initial
  }

  /// Takes over from the connection that `segment`, a SYN, follows on the same ports: some hosts (Windows) send
  /// a refused SYN again, the same one.
  mutating func follow(_ old: inout ConnectionState, by segment: TCPSegment, fromFirst: Bool) {
    let isClient = fromFirst == old.clientIsFirst
    let initial = isClient ? old.client.initial : old.server.initial
    let synFrame = isClient ? old.client.synFrame : old.server.synFrame
    guard old.common.resetFrame != 0, synFrame != 0, initial == segment.sequence else { return }
    common.refusedSynFrame = synFrame
    common.refusedSynNs = isClient ? old.client.lastTimeNs : old.server.lastTimeNs
  }

  /// Whether a segment belongs to this connection, though a SYN for a new one has come since.
  ///
  /// That is how a half-open connection is found out (RFC 9293 §3.5.1): the end that still has it answers the
  /// SYN with an ACK at its old numbers, and gets a RST for that.
  mutating func resumes(with segment: TCPSegment, fromFirst: Bool) -> Bool {
    if segment.flags.hasSyn { return false }
    if fromFirst == clientIsFirst { return Self.fits(segment, &client, &server) }
    return Self.fits(segment, &server, &client)
  }

  private static func fits(
    _ segment: TCPSegment, _ me: inout DirectionState, _ other: inout DirectionState
  ) -> Bool {
    guard me.isStarted, other.isStarted else { return false }
    let distance = segment.sequence.distance(from: me.next)
    guard distance >= -1, distance <= max(other.window, 1) else { return false }
    return !segment.flags.hasAck || segment.acknowledgment == other.next
      || segment.acknowledgment == other.unacknowledged
  }

  /// An end to which a SYN came in the middle of the connection owes a challenge ACK.
  mutating func noteSynInside(fromFirst: Bool, frame: Int) {
    if fromFirst == clientIsFirst {
      client.question = .unacceptable
      client.lastFrame = frame
    } else {
      server.question = .unacceptable
      server.lastFrame = frame
    }
  }
}
