import WireFormat

extension RefereeRule {
  static let windowClosed = RefereeRule(
    "TcpExt.TCPToZeroWindowAdv",
    meaning: "each segment whose window is 0 when the one before was not (tcp_select_window); not a RST that "
      + "answers without a socket, and not when the segment was dropped for want of memory"
  ) { account in
    var expected = ExpectedCount(account.windowSteps.closed)
    account.allowUnseenStep(&expected, "TcpExt.TCPToZeroWindowAdv")
    account.allowFilteredOutput(&expected)
    return expected
  }

  static let windowOpened = RefereeRule(
    "TcpExt.TCPFromZeroWindowAdv",
    meaning: "each segment whose window is open again when the one before said 0 (tcp_select_window)"
  ) { account in
    var expected = ExpectedCount(account.windowSteps.opened)
    account.allowUnseenStep(&expected, "TcpExt.TCPFromZeroWindowAdv")
    account.allowFilteredOutput(&expected)
    return expected
  }
}

extension HostAccount {
  /// A window that changed while the cable was out is seen to have changed when it is back.
  fileprivate func allowUnseenStep(_ expected: inout ExpectedCount, _ counter: String) {
    let unseen = countedUnplugged(counter)
    expected.allow(fewer: Int(unseen), because: "\(unseen) were counted while the cable was out")
  }

  /// How often the windows that it announced became 0, and open again.
  fileprivate var windowSteps: (closed: Int, opened: Int) {
    var closed = 0
    var opened = 0
    for segments in sentByConnection {
      var isClosed = false
      for segment in segments {
        guard let tcp = segment.tcp, segment.packetClass != .reset || tcp.window > 0 else { continue }
        if tcp.window == 0, !isClosed { closed += 1 }
        if tcp.window > 0, isClosed { opened += 1 }
        isClosed = tcp.window == 0
      }
    }
    return (closed, opened)
  }
}
