import WireFormat

/// One connection as seen at one capture point.
struct ConnectionState: Sendable {
  /// What concerns both ends.
  struct Common: Sendable {
    var id: Int
    var startNs: Int64
    var lastNs: Int64
    var clientKnown: Bool
    var isEstablished = false
    var wasRefused = false
    var resetFrame = 0
    var resetBy: FrameLabel.Sender?
    var resetCause: ResetCause?
    var usesSack = false
    var corrections: [LabelCorrection] = []
  }

  var key: FlowKey
  /// The client is the key's first endpoint.
  var clientIsFirst: Bool
  var common: Common
  var client = DirectionState()
  var server = DirectionState()
  var history: ZeekHistory

  /// Reads one segment: brings the state forward and names the segment.
  mutating func observe(_ segment: TCPSegment, fromFirst: Bool, at moment: FrameMoment) -> FrameLabel {
    history.observe(segment, fromFirst: fromFirst)
    if fromFirst == clientIsFirst {
      return SegmentReader.read(segment, moment, from: &client, to: &server, .client, &common)
    }
    return SegmentReader.read(segment, moment, from: &server, to: &client, .server, &common)
  }

  /// Nothing more can come of it: both ends closed, or one reset it.
  var isOver: Bool {
    common.resetFrame != 0 || (client.finFrame != 0 && server.finFrame != 0)
  }

  /// A SYN that cannot belong to this connection begins a new one on the same ports.
  ///
  /// Source: RFC 9293 §3.10.7.4 and RFC 6191 (TIME-WAIT); kernel tcp_timewait_state_process.
  func isReopened(by segment: TCPSegment, fromFirst: Bool) -> Bool {
    guard segment.flags.contains(.syn), !segment.flags.contains(.ack), !segment.flags.contains(.rst) else {
      return false
    }
    if common.resetFrame != 0 { return true }
    let me = fromFirst == clientIsFirst ? client : server
    let other = fromFirst == clientIsFirst ? server : client
    if me.synFrame != 0 && segment.sequence == me.initial { return false }
    if client.finFrame != 0 || server.finFrame != 0 { return true }
    // Another attempt from the same port while the first was never answered.
    if me.synFrame != 0 && !other.isStarted { return true }
    // Both ends open at the same time.
    if me.synFrame == 0 && !me.isStarted { return false }
    // In the middle of a connection: RFC 5961 §4 answers it with a challenge; after long silence it is a new one.
    return false
  }
}
