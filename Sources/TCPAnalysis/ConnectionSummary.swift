package import WireFormat

/// How a connection ended, as far as the capture shows.
package enum ConnectionEnding: String, Sendable, Hashable, CaseIterable {
  /// Both ends sent their FIN.
  case closed
  case reset
  /// A SYN was answered with a RST.
  case refused
  /// An end gave up: its repetitions were not answered, and then it was silent.
  case timedOut
  /// An end still repeated itself without an answer when the capture ended.
  case halfOpen
  case open
  /// Nothing but SYNs of one end.
  case unanswered
}

/// What one connection came to.
package struct ConnectionSummary: Sendable, Hashable {
  /// An address and a port.
  package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
    package var address: IPAddress
    package var port: UInt16

    package init(address: IPAddress, port: UInt16) {
      self.address = address
      self.port = port
    }

    /// `10.0.0.1:80`, `[2001:db8::1]:80`. Source: RFC 5952 §6.
    package var description: String { address.isIPv6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
  }

  /// From 1, in the order of first packets.
  package var id: Int
  package var client: Endpoint
  package var server: Endpoint
  /// A SYN or the answer to it was captured; otherwise the client is a guess.
  package var clientKnown: Bool
  package var clientCounts = DirectionCounts()
  package var serverCounts = DirectionCounts()
  package var startNs: Int64
  package var endNs: Int64
  /// From the first SYN to the ACK that completed the handshake; nil where not both were captured.
  package var handshakeNs: Int64?
  package var ending = ConnectionEnding.open
  /// Who reset it, and why, as far as the packets tell.
  package var resetBy: FrameLabel.Sender?
  package var resetCause: ResetCause?
  /// The RST itself, 0 where there is none, and the rule that gave its cause.
  package var resetFrame = 0
  package var resetReason = LabelReason()
  /// Who sent the first FIN.
  package var closedFirst: FrameLabel.Sender?
  /// Who repeated itself without an answer at the end, and how often.
  package var waiting: FrameLabel.Sender?
  package var unansweredCount = 0
  /// What hosts and routers reported about its segments.
  package var icmpErrors = ICMPFindings()
  /// Zeek's letters: upper case for the client.
  package var history = ""

  package init(
    id: Int, client: Endpoint, server: Endpoint, clientKnown: Bool, startNs: Int64, endNs: Int64
  ) {
    self.id = id
    self.client = client
    self.server = server
    self.clientKnown = clientKnown
    self.startNs = startNs
    self.endNs = endNs
  }

  /// The rule that gave the reset its cause, with its facts; nil where nothing was reset.
  package var resetEvidence: String? {
    resetFrame > 0 ? resetReason.sentence(for: FrameLabel(packetClass: .reset)) : nil
  }
}
