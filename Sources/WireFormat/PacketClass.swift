/// What a packet is: the one primary class that analysis gives it.
///
/// The words are the packet notation's words: the same in lab files, reports, JSON and messages.
/// Source: design of halfopen §4; each class' rule and reference stands in `TCPAnalysis/Classes`.
package enum PacketClass: String, CaseIterable, Sendable, Codable, Hashable {
  case syn, synAck, handshakeAck
  case data, ack, fin
  case reset
  case keepaliveProbe, keepaliveAck
  case zeroWindowProbe, zeroWindowProbeAck
  case windowUpdate, duplicateAck, challengeAck
  case outOfOrder
  case arpRequest, arpReply, icmpError
  /// Neither TCP nor something that explains a TCP failure (UDP, IGMP, …).
  case other
}

/// Facts about a packet that can hold together with its class and with each other.
package enum PacketFlag: String, CaseIterable, Sendable, Codable, Hashable {
  case retransmission
  case zeroWindow, sack, dsack, push, urgent
  case lost, arrivedLate, duplicatedByNetwork, gapBefore
  case altered, injected
}

/// Why a segment was sent again.
package enum RetransmissionKind: String, CaseIterable, Sendable, Codable, Hashable {
  case timeout, fast, tailLossProbe, recovery, unneeded, handshake
}

/// Why a RST was sent. `unknown` where the evidence does not decide.
package enum ResetCause: String, CaseIterable, Sendable, Codable, Hashable {
  case refused, noSuchConnection, unreadData, dataAfterClose, lingerZero, keepaliveExpired
  case backlogOverflow, firewall, answeredOldDuplicate, unknown
}
