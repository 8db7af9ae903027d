package import WireFormat

/// What analysis says of one frame at one capture point.
package struct FrameLabel: Sendable, Hashable {
  /// Which end of its connection sent a segment.
  package enum Sender: String, Sendable, Hashable, Codable {
    case client, server
  }

  /// The connection's id, from 1; nil for what is not TCP.
  package var connection: Int?
  package var sender: Sender?
  package var packetClass: PacketClass
  package var flags: Set<PacketFlag>
  package var kind: RetransmissionKind?
  package var cause: ResetCause?
  /// The rule and its facts, in one sentence.
  package var why: String
  /// Numbers of the earlier frames that led to it.
  package var evidence: [Int]
  /// Relative to the sender's initial sequence number (or the first one seen of it).
  package var relativeSequence: Int
  /// Relative to the other end's; nil without the ACK bit.
  package var relativeAcknowledgment: Int?
  /// The sender's window in bytes, scaled where the scale is known.
  package var scaledWindow: Int

  package init(
    connection: Int? = nil, sender: Sender? = nil, packetClass: PacketClass, flags: Set<PacketFlag> = [],
    kind: RetransmissionKind? = nil, cause: ResetCause? = nil, why: String = "", evidence: [Int] = [],
    relativeSequence: Int = 0, relativeAcknowledgment: Int? = nil, scaledWindow: Int = 0
  ) {
    self.connection = connection
    self.sender = sender
    self.packetClass = packetClass
    self.flags = flags
    self.kind = kind
    self.cause = cause
    self.why = why
    self.evidence = evidence
    self.relativeSequence = relativeSequence
    self.relativeAcknowledgment = relativeAcknowledgment
    self.scaledWindow = scaledWindow
  }
}
