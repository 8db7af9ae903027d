import WireFormat

extension RefereeRule {
  static let resets = RefereeRule(
    "Tcp.OutRsts",
    meaning: "each RST that TCP sends, as an answer (tcp_v4_send_reset) or to give a connection up "
      + "(tcp_send_active_reset); not one of the host's firewall (nf_send_reset)"
  ) { account in
    var expected = ExpectedCount(account.sent(.reset) - account.resets(.firewall))
    account.allowFilteredOutput(&expected)
    return expected
  }

  static let abortsOnClose = RefereeRule(
    "TcpExt.TCPAbortOnClose",
    meaning: "each connection closed with bytes in it that nobody read (__tcp_close)"
  ) { account in
    var expected = ExpectedCount(account.resets(.unreadData))
    account.allowFilteredOutput(&expected)
    return expected
  }

  static let abortsOnData = RefereeRule(
    "TcpExt.TCPAbortOnData",
    meaning:
      "each connection closed with SO_LINGER 0 (__tcp_close), and each that data came to after its close "
      + "while its socket was still whole (tcp_rcv_state_process)"
  ) { account in
    var expected = ExpectedCount(account.resets(.lingerZero))
    let late = account.resets(.dataAfterClose)
    expected.allow(
      more: Int64(late),
      because:
        "\(late) RSTs answer data after close(), which are counted unless only TIME_WAIT's small socket "
        + "was left (tcp_timewait_state_process)")
    account.allowFilteredOutput(&expected)
    return expected
  }

  static let abortsOnTimeout = RefereeRule(
    "TcpExt.TCPAbortOnTimeout",
    meaning: "each connection given up because nothing came back, with a RST only when it was keepalive that "
      + "asked (tcp_write_err)"
  ) { account in
    var expected = ExpectedCount(account.resets(.keepaliveExpired))
    let silent = account.sentByConnection.count { segments in
      guard let last = segments.last(where: { $0.packetClass != .reset }) else { return false }
      return last.trigger == .timeout || last.packetClass == .syn || last.packetClass == .zeroWindowProbe
    }
    expected.allow(
      more: Int64(silent),
      because: "\(silent) connections ended with a timer's segment, and giving up then sends nothing")
    account.allowFilteredOutput(&expected)
    return expected
  }

  static let listenOverflows = RefereeRule(
    "TcpExt.ListenOverflows",
    meaning: "each SYN or last ACK of a handshake that finds the accept queue full (tcp_v4_syn_recv_sock, "
      + "tcp_conn_request), answered by RST only with tcp_abort_on_overflow"
  ) { account in
    var expected = ExpectedCount(account.resets(.backlogOverflow))
    expected.allowAnyMore(because: "without tcp_abort_on_overflow a full queue is met in silence")
    return expected
  }
}
