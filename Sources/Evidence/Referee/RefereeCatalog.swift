/// Every counter that labels are compared with, in the order in which reports name them.
package enum RefereeCatalog {
  package static let all: [RefereeRule] = [
    .incomingSegments,
    .retransmittedSegments, .handshakeRetransmissions, .lossProbes, .fastAndSlowStart, .fastRetransmissions,
    .timeouts, .windowProbes, .keepalives,
    .duplicatesReported, .duplicateReportsReceived,
    .windowClosed, .windowOpened,
    .challenges,
    .resets, .abortsOnClose, .abortsOnData, .abortsOnTimeout, .listenOverflows,
  ]
}
