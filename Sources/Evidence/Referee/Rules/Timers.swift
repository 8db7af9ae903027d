import WireFormat

extension RefereeRule {
  static let timeouts = RefereeRule(
    "TcpExt.TCPTimeouts",
    meaning:
      "each time that a retransmission timer runs out, for a SYN as for data, also when the kernel then "
      + "gives up instead of sending (tcp_retransmit_timer), and for a SYN+ACK (tcp_syn_ack_timeout); not "
      + "while the peer's window is 0, and not for a SYN+ACK that answers a repeated SYN (tcp_check_req)"
  ) { account in
    let handshakes = account.sendings.filter(\.packet.isResentHandshake)
    let answers = handshakes.count(where: answersRepeatedSyn)
    let resent = account.sendings.count { $0.packet.trigger == .timeout && !isIntoClosedWindow($0) }
    var expected = ExpectedCount(resent + handshakes.count - answers)
    addGivenUp(&expected, account)
    let unanswered = account.sentByConnection.count { isHalfOpen($0, account) }
    expected.allow(
      more: Int64(unanswered),
      because: "\(unanswered) half-open requests may have been given up: the last timeout sends nothing")
    if account.filtersInputSinceNs != nil {
      expected.allow(
        more: Int64(answers),
        because: "\(answers) SYN+ACKs followed a SYN that the firewall may have kept from TCP")
    }
    let waiting = account.counted("TcpExt.TCPSpuriousRtxHostQueues")
    expected.allow(
      more: waiting,
      because:
        "\(waiting) times the segment to be repeated had not left the host yet, for instance because it "
        + "waits for ARP (TCPSpuriousRtxHostQueues, skb_still_in_host_queue)")
    account.allowFailed(&expected)
    account.allowUnexplained(&expected)
    account.allowUnseenOriginals(&expected)
    account.allowFilteredOutput(&expected)
    return expected
  }

  /// Whether the host may never have got the last ACK of a handshake.
  private static func isHalfOpen(_ sent: [PacketRecord], _ account: HostAccount) -> Bool {
    guard let last = sent.last, last.packetClass == .synAck else { return false }
    return account.filtersInputSinceNs != nil
      || !account.arrived.contains { $0.connection == last.connection && $0.packetClass != .syn }
  }

  /// tcp_retransmit_timer turns into a window probe then, before it counts.
  private static func isIntoClosedWindow(_ sending: HostAccount.Sending) -> Bool {
    sending.arrival?.tcp?.window == 0
  }

  /// A timer needs a second, an answer microseconds.
  private static func answersRepeatedSyn(_ sending: HostAccount.Sending) -> Bool {
    guard sending.packet.packetClass == .synAck, let arrival = sending.arrival,
      arrival.packetClass == .syn, let atNs = arrival.arrivedAtNs,
      sending.packet.sentAtNs - atNs < 10_000_000
    else { return false }
    // When a copy of the SYN came is not recorded.
    return (sending.before?.sentAtNs ?? 0) < atNs || arrival.copies ?? 0 > 0
  }

  /// The timeout at which the kernel gives up is counted and sends nothing.
  private static func addGivenUp(_ expected: inout ExpectedCount, _ account: HostAccount) {
    let aborted = account.counted("TcpExt.TCPAbortOnTimeout") - Int64(account.resets(.keepaliveExpired))
    let reason = "\(aborted) connections were given up at a timeout that sent nothing (TCPAbortOnTimeout)"
    if account.sent(.zeroWindowProbe) == 0 {
      expected.add(aborted, because: reason)
    } else {
      expected.allow(more: aborted, because: reason + ", or at a window probe (tcp_probe_timer)")
    }
  }

  static let windowProbes = RefereeRule(
    "TcpExt.TCPWinProbe",
    meaning: "each probe of a window that has no room for the next byte (tcp_xmit_probe_skb, called by "
      + "tcp_send_probe0); with room for a part of it data is sent, which is not counted (tcp_write_wakeup)"
  ) { account in
    var expected = ExpectedCount(account.sent(.zeroWindowProbe))
    account.allowFilteredOutput(&expected)
    return expected
  }

  static let keepalives = RefereeRule(
    "TcpExt.TCPKeepAlive",
    meaning: "each keepalive probe (tcp_xmit_probe_skb, called by tcp_keepalive_timer), which a connection "
      + "with nothing to send makes also while the peer's window is 0, and then looks like a window probe"
  ) { account in
    var expected = ExpectedCount(account.sent(.keepaliveProbe))
    account.allowFilteredOutput(&expected)
    return expected
  }
}
