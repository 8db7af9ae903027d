import WireFormat

extension LabelReason {
  /// The rule with its facts, for a reader who sees only this.
  func sentence(for label: FrameLabel) -> String {
    switch rule {
    case .classRule:
      let general = PacketClassCatalog.rule(for: label.packetClass).rule
      return first > 0 ? "\(general) (Frame \(first).)" : general
    case .copyOfPacket:
      return "The same packet as frame \(first)\(after), also in IP identification, timestamps and payload: "
        + "not sent again by TCP."
    case .resentHandshake, .resentSynData, .resentAcknowledged, .resentSelectivelyAcknowledged,
      .reportedByDSACK, .timeout, .timeoutWithoutFeedback, .timeoutDoubled, .soonerThanRoundTrip,
      .tailLossProbe, .duplicateAcks, .selectiveAcks, .laterRepairArrived, .recoveryAfterFast,
      .recoveryAfterTimeout,
      .filledHoleLate, .filledAcknowledgedHole:
      return retransmission
    case .refused, .noSuchConnection, .dataAfterClose, .lingerZero, .unreadData, .unreadOrLinger,
      .resetOutsideWindow, .resetInsideWindow, .keepaliveExpired, .backlogOverflow, .firewallHopLimit,
      .firewallConnectionLives, .oldDuplicate, .halfOpenFound, .resetUnexplained:
      return reset
    }
  }

  private var retransmission: String {
    switch rule {
    case .resentHandshake: "The same initial sequence number as in frame \(first)\(after)."
    case .resentSynData:
      "The data that came with the SYN of frame \(first), which the SYN+ACK of frame \(second) did not take "
        + "(RFC 7413 §4.2.2)."
    case .resentAcknowledged:
      "Its bytes, \(sent), were acknowledged in frame \(second) before it was captured."
    case .resentSelectivelyAcknowledged:
      "Its bytes, \(sent), were acknowledged by the SACK of frame \(second) before it was captured."
    case .reportedByDSACK:
      "Its bytes were \(sent); the D-SACK of frame \(second) says that the receiver got them twice."
    case .timeout:
      "The oldest unacknowledged bytes again, \(sent), \(milliseconds(measured)) after the timer was last "
        + "restarted: at least the estimated RTO of \(milliseconds(bound))."
    case .timeoutWithoutFeedback:
      "Bytes \(sent) again\(after); nothing came from the other end that asked for them, so a timer sent them, "
        + "though the estimated RTO is \(milliseconds(bound))."
    case .timeoutDoubled:
      "The oldest unacknowledged bytes again, \(sent), after \(milliseconds(measured)); the next came after "
        + "\(milliseconds(bound)), in frame \(second): a timeout that doubled, not a tail-loss probe."
    case .soonerThanRoundTrip:
      "\(sent.capitalized), and again \(milliseconds(measured)) later: sooner than any answer or timer, with a "
        + "round trip of \(milliseconds(bound))."
    case .tailLossProbe:
      "The last segment, \(sent), again after \(milliseconds(measured)) without an ACK, before any timeout: a "
        + "tail-loss probe (RFC 8985 §7; kernel tcp_send_loss_probe)."
    case .duplicateAcks:
      "\(sent.capitalized); the receiver repeated its ACK \(measured) times, the last in frame \(second), before "
        + "the timer ran out (RFC 5681 §3.2)."
    case .selectiveAcks:
      "\(sent.capitalized); the SACK of frame \(second) shows that later bytes arrived and these did not "
        + "(RFC 6675, RFC 8985; kernel tcp_fastretrans_alert)."
    case .laterRepairArrived:
      "\(sent.capitalized); a retransmission that was sent later, frame \(second), is acknowledged and this is not "
        + "(RFC 8985 §6.2; kernel tcp_rack_detect_loss)."
    case .recoveryAfterFast:
      "\(sent.capitalized); the recovery that frame \(second) began is not over "
        + "(kernel tcp_xmit_retransmit_queue)."
    case .recoveryAfterTimeout:
      "\(sent.capitalized); the timeout of frame \(second) marked it as lost too (kernel tcp_enter_loss)."
    case .filledHoleLate:
      "Its bytes were missing at this capture point since frame \(first)\(after), and it was sent after what "
        + "showed the hole: a retransmission whose original was lost before this point."
    case .filledAcknowledgedHole:
      "Its bytes were not captured before, but frame \(first) acknowledged them\(earlier), and it comes too "
        + "late for the first transmission: sent again to a receiver that had them (RFC 2883 §4)."
    default: ""
    }
  }

  private var reset: String {
    switch rule {
    case .refused:
      "It answers the SYN of frame \(first) and acknowledges it: nothing listens there, or a firewall speaks "
        + "for it (RFC 9293 §3.5.2)."
    case .noSuchConnection:
      "It takes its sequence number from the ACK of frame \(first), as a host answers that has no such "
        + "connection (RFC 9293 §3.5.2; kernel tcp_v4_send_reset).\(foreignHopLimit)"
    case .dataAfterClose:
      "Its sender had closed with the FIN of frame \(second), and frame \(first) brought data that nobody will "
        + "read (kernel tcp_rcv_state_process).\(foreignHopLimit)"
    case .lingerZero:
      "RST with ACK at SND.NXT, and no payload came that could be unread: an aborting close (SO_LINGER 0, or "
        + "the socket was destroyed; kernel tcp_disconnect, tcp_send_active_reset)."
    case .unreadData:
      "RST with ACK at SND.NXT while data that nobody had read kept its sender's window closed "
        + "(frame \(first)): close() with unread data (RFC 2525 §2.17; kernel __tcp_close); a socket that is "
        + "destroyed then looks the same (kernel tcp_abort)."
    case .unreadOrLinger:
      "RST with ACK at SND.NXT, an aborting close: unread data or SO_LINGER 0, which look the same on the wire "
        + "(kernel __tcp_close, tcp_disconnect)."
    case .keepaliveExpired:
      "Its sender's \(measured) keepalive probes, the last in frame \(first), were not answered "
        + "(kernel tcp_keepalive_timer)."
    case .backlogOverflow:
      "It answers the first segment after the handshake, frame \(first), and its sender had sent nothing but "
        + "SYN+ACK: the accept queue was full and tcp_abort_on_overflow is set (kernel tcp_check_req), or the "
        + "listener closed within this round trip.\(foreignHopLimit)"
    case .firewallHopLimit:
      "Its hop limit is \(measured), \(bound) on the other packets from that address: another host sent it in "
        + "that name."
    case .firewallConnectionLives:
      "The end in whose name it was sent went on with the connection in frame \(first): it did not send it."
    case .oldDuplicate:
      "It answers the SYN+ACK of frame \(first), which acknowledges a SYN that its sender has not sent now: an "
        + "old duplicate (RFC 9293 §3.5.1)."
    case .halfOpenFound:
      "It answers frame \(first), which acknowledges what its sender never sent: the other end still had an older "
        + "connection with these ports, and its sender goes on with its SYN (RFC 9293 §3.5.1)."
    case .resetOutsideWindow:
      "Its sequence number lies \(measured) bytes from the next expected one, outside the window of \(bound): "
        + "the receiver ignores it (RFC 5961 §3.2)."
    case .resetInsideWindow:
      "Its sequence number lies in the window, but \(measured) bytes from the next expected one: the receiver "
        + "answers with a challenge ACK instead of closing (RFC 5961 §3.2; kernel tcp_validate_incoming)."
    default: "Nothing captured before it says why."
    }
  }

  /// Of a RST that answers a segment, where it differs.
  private var foreignHopLimit: String {
    guard bound > 0 else { return "" }
    return " Its hop limit is \(measured), \(bound) on the other packets from that address: their "
      + "socket may have had another, or a firewall rejects in that name."
  }

  private var sent: String { first > 0 ? "sent in frame \(first)" : "sent before" }

  private var earlier: String { measured > 0 ? " \(milliseconds(measured)) earlier" : "" }

  private var after: String { measured > 0 ? ", \(milliseconds(measured)) later" : "" }
}

extension String {
  /// With a capital letter at the beginning of a sentence.
  fileprivate var capitalized: String { prefix(1).uppercased() + dropFirst() }
}

/// Milliseconds with three digits: `204.117 ms`.
private func milliseconds(_ nanoseconds: Int64) -> String {
  let microseconds = nanoseconds / 1000
  let fraction = String(abs(microseconds % 1000))
  return "\(microseconds / 1000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction) ms"
}
