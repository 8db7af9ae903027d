/// What is true of one segment, given everything that this capture point has seen of its connection before.
///
/// A packet class is a choice of facts that must hold and facts that must not; so each class is a line of
/// data, and finding the first that matches costs a comparison per class.
package struct SegmentFacts: OptionSet, Sendable, Hashable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Not a TCP segment at all.
  package static var arpRequest: SegmentFacts { SegmentFacts(rawValue: 1 << 0) }
  package static var arpReply: SegmentFacts { SegmentFacts(rawValue: 1 << 1) }
  package static var icmpError: SegmentFacts { SegmentFacts(rawValue: 1 << 2) }
  package static var notTCP: SegmentFacts { SegmentFacts(rawValue: 1 << 3) }

  // The header's bits.
  package static var syn: SegmentFacts { SegmentFacts(rawValue: 1 << 4) }
  package static var ack: SegmentFacts { SegmentFacts(rawValue: 1 << 5) }
  package static var fin: SegmentFacts { SegmentFacts(rawValue: 1 << 6) }
  package static var rst: SegmentFacts { SegmentFacts(rawValue: 1 << 7) }
  package static var payload: SegmentFacts { SegmentFacts(rawValue: 1 << 8) }

  /// The first segment after the SYN of the end that opened the connection, with nothing but the ACK.
  package static var completesHandshake: SegmentFacts { SegmentFacts(rawValue: 1 << 9) }
  /// Calls for an ACK without offering anything: no byte, or one that was acknowledged before, just below
  /// SND.NXT; or the one byte that a persist timer of the BSD kind sends into a closed window.
  package static var probeShape: SegmentFacts { SegmentFacts(rawValue: 1 << 10) }
  /// The other end's last window was 0.
  package static var peerWindowClosed: SegmentFacts { SegmentFacts(rawValue: 1 << 11) }
  /// This end announces a window of 0 here.
  package static var windowClosed: SegmentFacts { SegmentFacts(rawValue: 1 << 12) }
  /// The other end's last segment was a keepalive probe, and this is the first answer.
  package static var answersKeepalive: SegmentFacts { SegmentFacts(rawValue: 1 << 13) }
  /// The other end's last segment was a zero-window probe, and this is the first answer.
  package static var answersWindowProbe: SegmentFacts { SegmentFacts(rawValue: 1 << 14) }
  /// The other end's last segment was one that RFC 5961 answers with a challenge.
  package static var answersUnacceptable: SegmentFacts { SegmentFacts(rawValue: 1 << 15) }
  /// The other end's last segment held only bytes that this end had acknowledged, or that lay beyond a hole.
  package static var answersUnexpectedData: SegmentFacts { SegmentFacts(rawValue: 1 << 16) }
  /// The acknowledgment number is the one that this end sent before.
  package static var repeatsAck: SegmentFacts { SegmentFacts(rawValue: 1 << 17) }
  /// With the same acknowledgment number, the window is larger than before.
  package static var windowGrew: SegmentFacts { SegmentFacts(rawValue: 1 << 18) }
  /// With the same acknowledgment number, the window is smaller than before.
  package static var windowShrank: SegmentFacts { SegmentFacts(rawValue: 1 << 19) }
  /// The other end has sent bytes that this end has not acknowledged.
  package static var dataOutstanding: SegmentFacts { SegmentFacts(rawValue: 1 << 20) }
  /// SACK blocks other than the last segment's.
  package static var newSack: SegmentFacts { SegmentFacts(rawValue: 1 << 21) }
  /// The first SACK block reports bytes that came twice.
  package static var dsack: SegmentFacts { SegmentFacts(rawValue: 1 << 22) }
  /// Bytes below SND.NXT that this capture point had not seen, with no sign that they were sent before.
  package static var fillsHole: SegmentFacts { SegmentFacts(rawValue: 1 << 23) }

  /// The facts of the header's bits SYN, ACK, FIN and RST.
  @inline(__always)
  static func ofHeader(_ bits: UInt8) -> SegmentFacts {
    let bits = UInt32(bits)
    // In the header: FIN 0x01, SYN 0x02, RST 0x04, ACK 0x10; here: SYN bit 4, ACK 5, FIN 6, RST 7.
    return SegmentFacts(
      rawValue: (bits & 0x02) << 3 | (bits & 0x10) << 1 | (bits & 0x01) << 6 | (bits & 0x04) << 5)
  }

  @inline(__always)
  mutating func add(_ fact: SegmentFacts) { self = SegmentFacts(rawValue: rawValue | fact.rawValue) }

  @inline(__always)
  func has(_ fact: SegmentFacts) -> Bool { rawValue & fact.rawValue == fact.rawValue }
}
