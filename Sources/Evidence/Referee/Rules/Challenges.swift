import WireFormat

extension RefereeRule {
  static let challenges = RefereeRule(
    "TcpExt.TCPChallengeACK",
    meaning: "each challenge ACK that a connection sends (tcp_send_challenge_ack); what TIME_WAIT or a "
      + "half-open request answers is not counted (tcp_v4_timewait_ack, tcp_check_req)"
  ) { account in
    var expected = ExpectedCount(account.sent(.challengeAck))
    account.allowFilteredOutput(&expected)
    return expected
  }
}
