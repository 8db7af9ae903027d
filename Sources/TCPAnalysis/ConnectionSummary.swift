package import WireFormat

/// How a connection ended, as far as the capture shows.
package enum ConnectionEnding: String, Sendable, Hashable, CaseIterable {
  case closed, reset, refused, timedOut, halfOpen, open, unanswered
}

/// What one connection came to.
package struct ConnectionSummary: Sendable, Hashable {
  /// An address and a port.
  package struct Endpoint: Sendable, Hashable {
    package var address: IPAddress
    package var port: UInt16

    package init(address: IPAddress, port: UInt16) {
      self.address = address
      self.port = port
    }
  }

  /// From 1, in the order of first packets.
  package var id: Int
  package var client: Endpoint
  package var server: Endpoint
  /// Its SYN (or the answer to it) was captured; otherwise the client is a guess.
  package var clientKnown: Bool
  package var clientCounts: DirectionCounts
  package var serverCounts: DirectionCounts
  package var startNs: Int64
  package var endNs: Int64
  package var ending: ConnectionEnding
  /// Who reset it, and why, as far as the packets tell.
  package var resetBy: FrameLabel.Sender?
  package var resetCause: ResetCause?
  /// Who sent the first FIN.
  package var closedFirst: FrameLabel.Sender?
  /// Zeek's letters: upper case for the client.
  package var history: String

  package init(
    id: Int, client: Endpoint, server: Endpoint, clientKnown: Bool, clientCounts: DirectionCounts,
    serverCounts: DirectionCounts, startNs: Int64, endNs: Int64, ending: ConnectionEnding,
    resetBy: FrameLabel.Sender?, resetCause: ResetCause?, closedFirst: FrameLabel.Sender?, history: String
  ) {
    self.id = id
    self.client = client
    self.server = server
    self.clientKnown = clientKnown
    self.clientCounts = clientCounts
    self.serverCounts = serverCounts
    self.startNs = startNs
    self.endNs = endNs
    self.ending = ending
    self.resetBy = resetBy
    self.resetCause = resetCause
    self.closedFirst = closedFirst
    self.history = history
  }
}
