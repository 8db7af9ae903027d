import WireFormat

/// Why a frame got its label: a rule, the frames that led to it, and two numbers.
package struct LabelReason: Sendable, Hashable {
  /// Which rule gave the label.
  package enum Rule: UInt8, Sendable, Hashable {
    /// The class's own rule says it all.
    case classRule
    case resentHandshake, resentSynData
    case resentAcknowledged, resentSelectivelyAcknowledged, reportedByDSACK
    case timeout, timeoutWithoutFeedback, timeoutDoubled, soonerThanRoundTrip
    case tailLossProbe
    case duplicateAcks, selectiveAcks
    case recoveryAfterFast, recoveryAfterTimeout
    case filledHoleLate
    case copyOfPacket
    case refused, noSuchConnection, dataAfterClose, lingerZero, unreadData, unreadOrLinger
    case resetOutsideWindow, resetInsideWindow
    case keepaliveExpired, backlogOverflow, firewallHopLimit, firewallConnectionLives, oldDuplicate
    case resetUnexplained
  }

  package var rule: Rule
  /// Frame numbers; 0: none.
  package var first: Int
  package var second: Int
  /// What they mean depends on the rule: nanoseconds for timers, counts for the rest.
  package var measured: Int64
  package var bound: Int64

  package init(
    _ rule: Rule = .classRule, first: Int = 0, second: Int = 0, measured: Int64 = 0, bound: Int64 = 0
  ) {
    self.rule = rule
    self.first = first
    self.second = second
    self.measured = measured
    self.bound = bound
  }

  package var frames: [Int] { [first, second].filter { $0 > 0 } }

  func sentence(for label: FrameLabel) -> String {
    let general = PacketClassCatalog.rule(for: label.packetClass).rule
    switch rule {
    case .classRule:
      return first > 0 ? "\(general) (Frame \(first).)" : general
    case .resentHandshake:
      return "The same initial sequence number as in frame \(first)\(after)."
    case .resentSynData:
      return
        "The data that came with the SYN of frame \(first), which the SYN+ACK of frame \(second) did not take (RFC 7413 §4.2.2)."
    case .resentAcknowledged:
      return "Its bytes, sent in frame \(first), were acknowledged in frame \(second) before it was captured."
    case .resentSelectivelyAcknowledged:
      return
        "Its bytes, sent in frame \(first), were acknowledged by the SACK of frame \(second) before it was captured."
    case .reportedByDSACK:
      return
        "Its bytes were sent in frame \(first); the D-SACK of frame \(second) says that the receiver got them twice."
    case .timeout:
      return
        "The oldest unacknowledged bytes again, sent in frame \(first), \(milliseconds(measured)) after the timer was last restarted: at least the estimated RTO of \(milliseconds(bound))."
    case .timeoutWithoutFeedback:
      return
        "The oldest unacknowledged bytes again, sent in frame \(first)\(after); nothing came from the other end that asked for them, so a timer sent them, though the estimated RTO is \(milliseconds(bound))."
    case .timeoutDoubled:
      return
        "The oldest unacknowledged bytes again, sent in frame \(first), after \(milliseconds(measured)); the next came after \(milliseconds(bound)), in frame \(second): a timeout that doubled, not a tail-loss probe."
    case .soonerThanRoundTrip:
      return
        "Sent in frame \(first), and again \(milliseconds(measured)) later: sooner than any answer or timer, with a round trip of \(milliseconds(bound))."
    case .tailLossProbe:
      return
        "The last segment sent, in frame \(first), again after \(milliseconds(measured)) without an ACK, before any timeout: a tail-loss probe (RFC 8985 §7; kernel tcp_send_loss_probe)."
    case .duplicateAcks:
      return
        "Sent in frame \(first); \(measured) duplicate ACKs, the last in frame \(second), asked for it before the timer (RFC 5681 §3.2)."
    case .selectiveAcks:
      return
        "Sent in frame \(first); the SACK of frame \(second) shows that later bytes arrived and these did not (RFC 6675, RFC 8985; kernel tcp_fastretrans_alert)."
    case .recoveryAfterFast:
      return
        "Sent in frame \(first); the recovery that frame \(second) began is not over (kernel tcp_xmit_retransmit_queue)."
    case .recoveryAfterTimeout:
      return
        "Sent in frame \(first); the timeout of frame \(second) marked it as lost too (kernel tcp_enter_loss)."
    case .filledHoleLate:
      return
        "Its bytes were missing at this capture point since frame \(first)\(after), and the receiver asked for them: a retransmission whose original was lost before this point."
    case .copyOfPacket:
      return
        "The same packet as frame \(first)\(after), also in IP identification, timestamps and payload: not sent again by TCP."
    case .refused, .noSuchConnection, .dataAfterClose, .lingerZero, .unreadData, .unreadOrLinger,
      .keepaliveExpired, .backlogOverflow, .firewallHopLimit, .firewallConnectionLives, .oldDuplicate,
      .resetOutsideWindow, .resetInsideWindow, .resetUnexplained:
      return resetSentence
    }
  }

  /// Why a RST was sent, or what it does.
  private var resetSentence: String {
    switch rule {
    case .refused:
      return
        "It answers the SYN of frame \(first) and acknowledges it: nothing listens there, or a firewall speaks for it (RFC 9293 §3.5.2)."
    case .noSuchConnection:
      return
        "It takes its sequence number from the ACK of frame \(first), as a host answers that has no such connection (RFC 9293 §3.5.2; kernel tcp_v4_send_reset)."
    case .dataAfterClose:
      return
        "Its sender had closed with the FIN of frame \(second), and frame \(first) brought data that nobody will read (kernel tcp_rcv_state_process)."
    case .lingerZero:
      return
        "RST with ACK at SND.NXT, no payload ever received that could be unread: an aborting close (SO_LINGER 0, or the socket was destroyed; kernel tcp_disconnect, tcp_send_active_reset)."
    case .unreadData:
      return
        "RST with ACK at SND.NXT while its sender's window was closed by data that nobody had read (frame \(first)): close() with unread data (RFC 2525 §2.17; kernel __tcp_close)."
    case .unreadOrLinger:
      return
        "RST with ACK at SND.NXT, an aborting close: unread data or SO_LINGER 0, which look the same on the wire (kernel __tcp_close, tcp_disconnect)."
    case .keepaliveExpired:
      return
        "Its sender's \(measured) keepalive probes, the last in frame \(first), were not answered (kernel tcp_keepalive_timer)."
    case .backlogOverflow:
      return
        "It answers the ACK of frame \(first) that completed the handshake, without a word of the connection before: the accept queue was full and tcp_abort_on_overflow is set (kernel tcp_check_req), or the listener closed within this round trip."
    case .firewallHopLimit:
      return
        "Its hop limit is \(measured), \(bound) on all other packets from that address: another host sent it in that name."
    case .firewallConnectionLives:
      return
        "The end in whose name it was sent went on with the connection in frame \(first): it did not send it."
    case .oldDuplicate:
      return
        "It answers the SYN+ACK of frame \(first), which acknowledges a SYN that its sender has not sent now: an old duplicate (RFC 9293 §3.5.1)."
    case .resetOutsideWindow:
      return
        "Its sequence number lies \(measured) bytes from the next expected one, outside the window of \(bound): the receiver ignores it (RFC 5961 §3.2)."
    case .resetInsideWindow:
      return
        "Its sequence number lies in the window, but \(measured) bytes from the next expected one: the receiver answers with a challenge ACK instead of closing (RFC 5961 §3.2; kernel tcp_validate_incoming)."
    // The rules of other topics have their sentence above.
    default: return "Nothing captured before it says why."
    }
  }

  private var after: String { measured > 0 ? ", \(milliseconds(measured)) later" : "" }
}

/// Milliseconds with three digits: `204.117 ms`.
private func milliseconds(_ nanoseconds: Int64) -> String {
  let micro = nanoseconds / 1000
  let fraction = String(abs(micro % 1000))
  return "\(micro / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) ms"
}
