import WireFormat

extension RefereeRule {
  static let retransmittedSegments = RefereeRule(
    "Tcp.RetransSegs",
    meaning:
      "each segment sent again, whatever made the kernel do so, a probe of the tail as well, before it "
      + "is handed to IP (__tcp_retransmit_skb); a SYN+ACK sent again, when IP took it (tcp_rtx_synack)"
  ) { account in
    var expected = ExpectedCount(account.sent.count { $0.flags.contains(.retransmission) })
    account.allowUnseenOriginals(&expected)
    account.allowFailed(&expected)
    account.allowCookies(&expected)
    return expected
  }

  static let handshakeRetransmissions = RefereeRule(
    "TcpExt.TCPSynRetrans",
    meaning: "each SYN and SYN+ACK sent again (__tcp_retransmit_skb, tcp_rtx_synack)"
  ) { account in
    var expected = ExpectedCount(account.resentHandshakes.count)
    account.allowUnseenOriginals(&expected, of: ["Tcp.ActiveOpens"])
    account.allowFailed(&expected)
    account.allowCookies(&expected)
    return expected
  }

  static let lossProbes = RefereeRule(
    "TcpExt.TCPLossProbes",
    meaning: "each tail-loss probe: the last segment again, or new data where there is some and the window "
      + "is open (tcp_send_loss_probe); with one segment in flight it comes when the timeout would, and only a "
      + "second timer tells the two apart (tcp_schedule_loss_probe)"
  ) { account in
    var expected = ExpectedCount(account.resent(.tailLossProbe))
    let fresh = account.sendings.count(where: mayProbeWithNewData)
    expected.allow(
      more: Int64(fresh),
      because:
        "\(fresh) segments of new data went out while older ones waited for their ACK: a probe with new "
        + "data looks like them (tcp_send_loss_probe)")
    account.allowUnexplained(&expected)
    account.allowUnseenOriginals(&expected)
    return expected
  }

  /// New data, with older data unacknowledged for a while and nothing just come that would let it go.
  ///
  /// The probe's timer is two round trips, at least two ticks (tcp_schedule_loss_probe): 2 ms at HZ=1000.
  private static func mayProbeWithNewData(_ sending: HostAccount.Sending) -> Bool {
    let packet = sending.packet
    guard let tcp = packet.tcp, packet.packetClass == .data, packet.trigger == nil,
      let before = sending.before, packet.sentAtNs - before.sentAtNs >= 2_000_000,
      let older = before.tcp, older.payloadBytes > 0
    else { return false }
    guard let arrival = sending.arrival else { return true }
    return (arrival.tcp?.acknowledgment ?? 0) < tcp.sequence
      && packet.sentAtNs - (arrival.arrivedAtNs ?? 0) >= 2_000_000
  }

  static let fastAndSlowStart = RefereeRule(
    "TcpExt.TCPFastRetrans", "TcpExt.TCPSlowStartRetrans",
    meaning: "each segment sent again because the receiver's ACKs show that it is lost: after a timeout the "
      + "latter, else the former (tcp_xmit_retransmit_queue)"
  ) { account in
    var expected = ExpectedCount(account.resent(.fast, .recovery))
    account.allowUnexplained(&expected)
    account.allowUnseenOriginals(&expected)
    return expected
  }

  static let fastRetransmissions = RefereeRule(
    "TcpExt.TCPFastRetrans",
    meaning: "each segment sent again in a fast recovery, its first and the rest (tcp_xmit_retransmit_queue)"
  ) { account in
    var expected = ExpectedCount(account.resent(.fast))
    let rest = account.resent(.recovery)
    expected.allow(
      more: Int64(rest), because: "\(rest) of the kind recovery belong here or under TCPSlowStartRetrans")
    account.allowUnexplained(&expected)
    account.allowUnseenOriginals(&expected)
    return expected
  }
}

extension HostAccount {
  /// Segments sent again sooner than any rule of the kernel asks for: nobody knows where they are counted.
  func allowUnexplained(_ expected: inout ExpectedCount) {
    let unexplained = resent(.unneeded)
    expected.allow(more: Int64(unexplained), because: "for \(unexplained) sent again, no trigger is known")
  }
}
