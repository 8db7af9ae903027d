/// What is true of one segment, given everything that this capture point has seen of its connection before.
///
/// A packet class is a choice of facts that must hold and facts that must not; so each class is a line of
/// data, and finding the first that matches costs a comparison per class.
package struct SegmentFacts: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Not a TCP segment at all.
  package static let arpRequest = SegmentFacts(rawValue: 1 << 0)
  package static let arpReply = SegmentFacts(rawValue: 1 << 1)
  package static let icmpError = SegmentFacts(rawValue: 1 << 2)
  package static let notTCP = SegmentFacts(rawValue: 1 << 3)

  // The header's bits.
  package static let syn = SegmentFacts(rawValue: 1 << 4)
  package static let ack = SegmentFacts(rawValue: 1 << 5)
  package static let fin = SegmentFacts(rawValue: 1 << 6)
  package static let rst = SegmentFacts(rawValue: 1 << 7)
  package static let payload = SegmentFacts(rawValue: 1 << 8)

  /// The first segment after the SYN of the end that opened the connection, with nothing but the ACK.
  package static let completesHandshake = SegmentFacts(rawValue: 1 << 9)
  /// Calls for an ACK without offering anything: no byte, or one that was acknowledged before, just below
  /// SND.NXT; or the one byte that a persist timer of the BSD kind sends into a closed window.
  package static let probeShape = SegmentFacts(rawValue: 1 << 10)
  /// The other end's last window was 0.
  package static let peerWindowClosed = SegmentFacts(rawValue: 1 << 11)
  /// This end announces a window of 0 here.
  package static let windowClosed = SegmentFacts(rawValue: 1 << 12)
  /// The other end's last segment was a keepalive probe, and this is the first answer.
  package static let answersKeepalive = SegmentFacts(rawValue: 1 << 13)
  /// The other end's last segment was a zero-window probe, and this is the first answer.
  package static let answersWindowProbe = SegmentFacts(rawValue: 1 << 14)
  /// The other end's last segment was one that RFC 5961 answers with a challenge.
  package static let answersUnacceptable = SegmentFacts(rawValue: 1 << 15)
  /// The other end's last segment held only bytes that this end had acknowledged, or that lay beyond a hole.
  package static let answersUnexpectedData = SegmentFacts(rawValue: 1 << 16)
  /// The acknowledgment number is the one that this end sent before.
  package static let repeatsAck = SegmentFacts(rawValue: 1 << 17)
  /// With the same acknowledgment number, the window is larger than before.
  package static let windowGrew = SegmentFacts(rawValue: 1 << 18)
  /// With the same acknowledgment number, the window is smaller than before.
  package static let windowShrank = SegmentFacts(rawValue: 1 << 19)
  /// The other end has sent bytes that this end has not acknowledged.
  package static let dataOutstanding = SegmentFacts(rawValue: 1 << 20)
  /// SACK blocks other than the last segment's.
  package static let newSack = SegmentFacts(rawValue: 1 << 21)
  /// The first SACK block reports bytes that came twice.
  package static let dsack = SegmentFacts(rawValue: 1 << 22)
  /// Bytes below SND.NXT that this capture point had not seen, with no sign that they were sent before.
  package static let fillsHole = SegmentFacts(rawValue: 1 << 23)
}
