package import WireFormat

/// What analysis says of one frame at one capture point.
///
/// A plain value without heap storage: `why` is written only when it is asked for.
package struct FrameLabel: Sendable, Hashable {
  /// Which end of its connection sent a segment.
  package enum Sender: String, Sendable, Hashable, Codable, CaseIterable {
    case client, server
  }

  /// The connection's id, from 1; nil for what is not TCP.
  package var connection: Int?
  package var sender: Sender?
  package var packetClass: PacketClass
  package var flags: PacketFlagSet
  package var kind: RetransmissionKind?
  /// What made the sender send again, also where `kind` says that it was not needed.
  package var trigger: RetransmissionKind?
  package var cause: ResetCause?
  /// The rule within the class that decided, with its numbers.
  package var reason: LabelReason
  /// Relative to the sender's initial sequence number (or the first one seen of it).
  package var relativeSequence: Int
  /// Relative to the other end's; nil without the ACK bit.
  package var relativeAcknowledgment: Int?
  /// The sender's window in bytes, scaled where the scale is known.
  package var scaledWindow: Int

  @inline(__always)
  package init(
    connection: Int? = nil, sender: Sender? = nil, packetClass: PacketClass, flags: PacketFlagSet = [],
    kind: RetransmissionKind? = nil, trigger: RetransmissionKind? = nil, cause: ResetCause? = nil,
    reason: LabelReason = LabelReason(), relativeSequence: Int = 0, relativeAcknowledgment: Int? = nil,
    scaledWindow: Int = 0
  ) {
    self.connection = connection
    self.sender = sender
    self.packetClass = packetClass
    self.flags = flags
    self.kind = kind
    self.trigger = trigger
    self.cause = cause
    self.reason = reason
    self.relativeSequence = relativeSequence
    self.relativeAcknowledgment = relativeAcknowledgment
    self.scaledWindow = scaledWindow
  }

  /// The rule and its facts, in one or two sentences.
  package var why: String { reason.sentence(for: self) }

  /// Numbers of the earlier frames that led to it.
  package var evidence: [Int] { reason.frames }
}

/// A later frame showed more about an earlier one.
package struct LabelCorrection: Sendable, Hashable {
  package var frame: Int
  package var connection: Int
  package var kind: RetransmissionKind?
  package var trigger: RetransmissionKind?
  package var cause: ResetCause?
  package var reason: LabelReason

  package init(
    frame: Int, connection: Int, kind: RetransmissionKind?, trigger: RetransmissionKind?, cause: ResetCause?,
    reason: LabelReason
  ) {
    self.frame = frame
    self.connection = connection
    self.kind = kind
    self.trigger = trigger
    self.cause = cause
    self.reason = reason
  }

  /// Puts it into the label that it is about.
  package func apply(to label: inout FrameLabel) {
    label.kind = kind
    label.trigger = trigger
    label.cause = cause
    label.reason = reason
  }
}
