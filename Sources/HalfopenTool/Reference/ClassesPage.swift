import TCPAnalysis
import WireFormat

extension ReferenceTopic {
  static let classes = ReferenceTopic(
    name: "classes", summary: "the name of every packet: the rule that gives it, its source, and a real run",
    file: "packet-classes.md"
  ) {
    let flags = PacketFlag.allCases.map { ["`\($0.rawValue)`", $0.meaning] }
    return """
      # Packet classes

      Every packet has one class: the first of these whose rule holds.

      \(ClassEntry.index(PacketClassCatalog.all.map(\.packetClass.rawValue)))
      Beside its class a packet may have [flags](#flags); one that was sent before has a
      [kind of retransmission](#kinds-of-retransmission), and a RST has a [cause](#causes-of-a-reset).

      The ladders are parts of real runs on a Linux kernel, drawn by `halfopen analyze --ladder` from what one host
      captured. The number before a packet is its frame number; the sentence below says why the frame is called what it is.

      \(ClassEntry.list(PacketClassCatalog.all.map(\.entry)))
      ## Flags

      Several can hold together, beside any class.

      \(MarkdownTable(head: ["flag", "it is set when"], rows: flags))
      ## Kinds of retransmission

      A packet with the flag `retransmission` has one of these.

      \(ClassEntry.list(RetransmissionKind.allCases.map(\.entry)))
      ## Causes of a reset

      A packet of the class `reset` has one of these. Where what was captured does not decide, it is `unknown`.

      \(ClassEntry.list(ResetCause.allCases.map(\.entry)))
      """
  }
}

/// The part of the page about one word.
struct ClassEntry {
  var word: String
  var rule: String
  var source: String?
  /// A drawing from a real run, in Markdown.
  var example: String?

  var markdown: String {
    var parts = ["### `\(word)`", rule]
    if let source { parts.append("Source: \(source)") }
    // Only `other` has none: a test demands one of every other word.
    parts.append(example ?? "A ladder leaves it out.")
    return parts.joined(separator: "\n\n").trimmingSuffix("\n") + "\n"
  }

  static func list(_ entries: [ClassEntry]) -> String {
    entries.map(\.markdown).joined(separator: "\n")
  }

  /// The words in their order, each a link.
  static func index(_ words: [String]) -> String {
    words.enumerated().map { "\($0.offset + 1). [`\($0.element)`](#\($0.element.lowercased()))\n" }.joined()
  }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> String {
    var text = self
    while text.hasSuffix(suffix) { text.removeLast(suffix.count) }
    return text
  }
}

extension PacketClassRule {
  fileprivate var entry: ClassEntry {
    ClassEntry(
      word: packetClass.rawValue, rule: rule, source: source,
      example: ClassLadders.classes[packetClass.rawValue])
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
    case .altered:
      "the wire changed its bytes on their way: it arrived otherwise than it was sent (`rewrite`, `corrupt`)"
    case .injected: "no host sent it: a fault put it onto the wire (`inject`)"
    }
  }
}

extension RetransmissionKind {
  fileprivate var entry: ClassEntry {
    let (rule, source) = meaning
    return ClassEntry(word: rawValue, rule: rule, source: source, example: ClassLadders.kinds[rawValue])
  }

  private var meaning: (rule: String, source: String) {
    switch self {
    case .timeout:
      (
        "No acknowledgment came before the retransmission timeout; each further one takes twice as long.",
        "RFC 6298 §5; kernel tcp_retransmit_timer"
      )
    case .fast:
      (
        "Duplicate ACKs or SACK blocks showed that it was lost, before the timeout.",
        "RFC 5681 §3.2, RFC 6675, RFC 8985; kernel tcp_fastretrans_alert"
      )
    case .tailLossProbe:
      (
        "The last segment again, before the timeout, to provoke an answer.",
        "RFC 8985 §7; kernel tcp_send_loss_probe"
      )
    case .recovery:
      (
        "The rest of a recovery that a fast retransmission or a timeout began.",
        "RFC 6675 §5, RFC 6582; kernel tcp_xmit_retransmit_queue, tcp_enter_loss"
      )
    case .unneeded:
      (
        "The receiver had it: it was acknowledged before, or a D-SACK says so.",
        "RFC 2883 §4; kernel tcp_dsack_set, tcp_check_dsack"
      )
    case .handshake:
      (
        "A SYN or a SYN+ACK again.",
        "RFC 6298 §5.7; kernel tcp_retransmit_timer, inet_rtx_syn_ack"
      )
    }
  }
}

extension ResetCause {
  fileprivate var entry: ClassEntry {
    let (rule, source) = meaning
    return ClassEntry(word: rawValue, rule: rule, source: source, example: ClassLadders.causes[rawValue])
  }

  private var meaning: (rule: String, source: String?) {
    switch self {
    case .refused:
      (
        "It answers a SYN: nobody listens on the port.",
        "RFC 9293 §3.5.2; kernel tcp_v4_rcv, tcp_v4_send_reset"
      )
    case .noSuchConnection:
      (
        "It answers a segment of a connection that its sender does not have.",
        "RFC 9293 §3.5.2; kernel tcp_v4_send_reset"
      )
    case .unreadData:
      (
        "The socket was closed with data in it that nobody had read.",
        "RFC 2525 §2.17, RFC 9293 §3.6.1; kernel __tcp_close, tcp_send_active_reset"
      )
    case .dataAfterClose:
      (
        "Data came for a socket that was closed before.",
        "RFC 9293 §3.6.1; kernel tcp_rcv_state_process, tcp_timewait_state_process"
      )
    case .lingerZero:
      (
        "The program asked for it, by close() with SO_LINGER 0; or the socket was destroyed.",
        "RFC 9293 §3.9.1; socket(7), SO_LINGER; kernel tcp_disconnect, tcp_abort"
      )
    case .keepaliveExpired:
      (
        "The keepalive probes were not answered.",
        "RFC 9293 §3.8.4; kernel tcp_keepalive_timer"
      )
    case .backlogOverflow:
      (
        "The accept queue was full, and tcp_abort_on_overflow is set.",
        "tcp(7), tcp_abort_on_overflow; kernel tcp_check_req"
      )
    case .firewall:
      (
        "Somebody on the way sent it in the other end's name.",
        "RFC 3360; kernel nf_send_reset"
      )
    case .answeredOldDuplicate:
      (
        "It answers an acknowledgment of what its sender has not sent now.",
        "RFC 9293 §3.5.1, §3.10.7.3; kernel tcp_rcv_synsent_state_process"
      )
    case .unknown: ("What was captured does not say why.", nil)
    }
  }
}
