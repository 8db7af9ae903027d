import TCPAnalysis
import WireFormat

extension ReferenceTopic {
  static let classes = ReferenceTopic(
    name: "classes", summary: "the name of every packet: the rule that gives it, and its source",
    file: "packet-classes.md"
  ) {
    let classes = PacketClassCatalog.all.map { ["`\($0.packetClass.rawValue)`", $0.rule, $0.source] }
    let flags = PacketFlag.allCases.map { ["`\($0.rawValue)`", $0.meaning] }
    let kinds = RetransmissionKind.allCases.map { ["`\($0.rawValue)`", $0.meaning] }
    let causes = ResetCause.allCases.map { ["`\($0.rawValue)`", $0.meaning] }
    return """
      # Packet classes

      Every packet has one class: the first of these whose rule holds.

      \(MarkdownTable(head: ["class", "rule", "source"], rows: classes))
      ## Flags

      Several can hold together, beside any class.

      \(MarkdownTable(head: ["flag", "it is set when"], rows: flags))
      ## Kinds of retransmission

      A packet with the flag `retransmission` has one of these.

      \(MarkdownTable(head: ["kind", "why it was sent again"], rows: kinds))
      ## Causes of a reset

      A packet of the class `reset` has one of these. Where what was captured does not decide, it is `unknown`.

      \(MarkdownTable(head: ["cause", "why it was sent"], rows: causes))
      """
  }
}

extension PacketFlag {
  fileprivate var meaning: String {
    switch self {
    case .retransmission: "its bytes, its SYN or its FIN were sent before"
    case .zeroWindow: "its sender offers a window of 0: the other end must stop"
    case .sack: "it carries SACK blocks: bytes beyond a hole have arrived (RFC 2018)"
    case .dsack: "its first SACK block names bytes that came twice (RFC 2883)"
    case .push: "the PSH bit is set"
    case .urgent: "the URG bit is set"
    case .lost: "it was sent and did not arrive; known where both ends are captured"
    case .arrivedLate: "it arrived after packets that were sent later"
    case .duplicatedByNetwork: "the same packet was captured twice; TCP sent it once"
    case .gapBefore: "bytes between it and the packet before were not captured"
    }
  }
}

extension RetransmissionKind {
  fileprivate var meaning: String {
    switch self {
    case .timeout: "no acknowledgment came before the retransmission timeout (RFC 6298)"
    case .fast: "duplicate ACKs or SACK blocks showed that it was lost (RFC 5681 §3.2, RFC 6675)"
    case .tailLossProbe: "the last segment again, before the timeout, to provoke an answer (RFC 8985 §7)"
    case .recovery: "the rest of a recovery that a fast retransmission or a timeout began"
    case .unneeded: "the receiver had it: it was acknowledged before, or a D-SACK says so"
    case .handshake: "a SYN or a SYN+ACK again"
    }
  }
}

extension ResetCause {
  fileprivate var meaning: String {
    switch self {
    case .refused: "it answers a SYN: nobody listens on the port"
    case .noSuchConnection: "it answers a segment of a connection that its sender does not have"
    case .unreadData: "the socket was closed with data in it that nobody had read (RFC 2525 §2.17)"
    case .dataAfterClose: "data came for a socket that was closed before"
    case .lingerZero: "the program asked for it: close() with SO_LINGER 0"
    case .keepaliveExpired: "the keepalive probes were not answered"
    case .backlogOverflow: "the accept queue was full, and tcp_abort_on_overflow is set"
    case .firewall: "somebody on the way sent it in the other end's name"
    case .answeredOldDuplicate: "it answers an acknowledgment of what its sender has not sent now: an old duplicate, or a half-open connection"
    case .unknown: "what was captured does not say why"
    }
  }
}
