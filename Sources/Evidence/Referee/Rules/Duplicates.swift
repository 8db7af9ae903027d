import WireFormat

extension RefereeRule {
  static let duplicatesReported = RefereeRule(
    "TcpExt.TCPDSACKOldSent", "TcpExt.TCPDSACKOfoSent",
    meaning:
      "each time that bytes come twice, below RCV.NXT or in the out-of-order queue, and the next ACK is "
      + "to say so (tcp_dsack_set); two may fall into one ACK (tcp_dsack_extend)"
  ) { account in
    var expected = ExpectedCount(account.sent.count { $0.flags.contains(.dsack) })
    account.allowFilteredOutput(&expected)
    return expected
  }

  static let duplicateReportsReceived = RefereeRule(
    "TcpExt.TCPDSACKRecv", "TcpExt.TCPDSACKOfoRecv",
    meaning: "each ACK whose first SACK block reports bytes that came twice, where a connection is there to "
      + "take it (tcp_check_dsack)"
  ) { account in
    let reports = account.arrived.filter { $0.flags.contains(.dsack) }
    var expected = ExpectedCount(reports.count)
    account.allowFilteredInput(&expected, of: reports)
    return expected
  }
}
