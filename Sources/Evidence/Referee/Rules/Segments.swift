import WireFormat

extension RefereeRule {
  static let incomingSegments = RefereeRule(
    "Tcp.InSegs",
    meaning: "each segment that reaches TCP, good or bad (tcp_v4_rcv); ours are those that were captured"
  ) { account in
    var expected = ExpectedCount(account.arrived.reduce(0) { $0 + 1 + ($1.copies ?? 0) })
    account.allowFilteredInput(&expected, of: account.arrived)
    return expected
  }
}
