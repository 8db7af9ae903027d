import Evidence

/// One row per rule and per reason why a counter may differ; the near-misses show where the reason ends.
extension RefereeCase {
  private static let fastAndSlow = "TcpExt.TCPFastRetrans + TcpExt.TCPSlowStartRetrans"

  static let retransmissions: [RefereeCase] = [
    RefereeCase(
      id: "timeouts", host: "client",
      packets: [
        "0 client > server data len 10", "200 client > server data retransmission timeout len 10 lost",
        "600 client > server data retransmission unneeded timeout len 10",
      ],
      counters: ["Tcp.RetransSegs": 2, "TcpExt.TCPTimeouts": 2],
      nearMisses: [
        ("Tcp.RetransSegs", 1, ["Tcp.RetransSegs"]), ("Tcp.RetransSegs", 3, ["Tcp.RetransSegs"]),
        ("TcpExt.TCPTimeouts", 1, ["TcpExt.TCPTimeouts"]), ("TcpExt.TCPTimeouts", 3, ["TcpExt.TCPTimeouts"]),
        ("TcpExt.TCPLossProbes", 1, ["TcpExt.TCPLossProbes"]),
      ]),
    RefereeCase(
      id: "a retransmission that the host refused is counted twice", host: "client",
      packets: ["0 client > server data len 10", "200 client > server data retransmission timeout len 10"],
      counters: ["Tcp.RetransSegs": 2, "TcpExt.TCPRetransFail": 1, "TcpExt.TCPTimeouts": 2],
      nearMisses: [("TcpExt.TCPRetransFail", 0, ["Tcp.RetransSegs", "TcpExt.TCPTimeouts"])]),
    RefereeCase(
      id: "tail-loss probe", host: "client",
      packets: [
        "0 client > server data len 10", "30 client > server data retransmission tailLossProbe len 10",
      ],
      counters: ["Tcp.RetransSegs": 1, "TcpExt.TCPLossProbes": 1],
      nearMisses: [
        ("TcpExt.TCPLossProbes", 0, ["TcpExt.TCPLossProbes"]),
        ("TcpExt.TCPLossProbes", 2, ["TcpExt.TCPLossProbes"]),
        ("TcpExt.TCPTimeouts", 1, ["TcpExt.TCPTimeouts"]),
      ]),
    RefereeCase(
      id: "a probe with new data", host: "client",
      packets: ["0 client > server data seq 1:11 len 10 lost", "30 client > server data seq 11:21 len 10"],
      counters: ["TcpExt.TCPLossProbes": 1],
      nearMisses: [("TcpExt.TCPLossProbes", 2, ["TcpExt.TCPLossProbes"])]),
    RefereeCase(
      id: "new data right behind other data is no probe", host: "client",
      packets: ["0 client > server data seq 1:11 len 10", "1 client > server data seq 11:21 len 10"],
      nearMisses: [("TcpExt.TCPLossProbes", 1, ["TcpExt.TCPLossProbes"])]),
    RefereeCase(
      id: "fast and recovery", host: "client",
      packets: [
        "0 client > server data len 10", "1 client > server data retransmission fast len 10",
        "2 client > server data retransmission recovery len 10",
      ],
      counters: ["Tcp.RetransSegs": 2, "TcpExt.TCPFastRetrans": 2],
      nearMisses: [
        ("TcpExt.TCPFastRetrans", 0, [fastAndSlow, "TcpExt.TCPFastRetrans"]),
        ("TcpExt.TCPFastRetrans", 1, [fastAndSlow]),
        ("TcpExt.TCPFastRetrans", 3, [fastAndSlow, "TcpExt.TCPFastRetrans"]),
        ("TcpExt.TCPSlowStartRetrans", 1, [fastAndSlow]),
      ]),
    RefereeCase(
      id: "recovery after a timeout", host: "client",
      packets: [
        "0 client > server data len 10", "200 client > server data retransmission timeout len 10",
        "201 client > server data retransmission recovery len 10",
      ],
      counters: ["Tcp.RetransSegs": 2, "TcpExt.TCPTimeouts": 1, "TcpExt.TCPSlowStartRetrans": 1],
      nearMisses: [("TcpExt.TCPSlowStartRetrans", 0, [fastAndSlow])]),
    RefereeCase(
      id: "repeated SYN", host: "client",
      packets: ["0 client > server syn", "1000 client > server syn retransmission handshake"],
      counters: ["Tcp.RetransSegs": 1, "TcpExt.TCPSynRetrans": 1, "TcpExt.TCPTimeouts": 1],
      nearMisses: [
        ("TcpExt.TCPSynRetrans", 0, ["TcpExt.TCPSynRetrans"]),
        ("TcpExt.TCPTimeouts", 0, ["TcpExt.TCPTimeouts"]),
      ]),
    RefereeCase(
      id: "a SYN that waits for ARP times out and is not repeated", host: "client",
      packets: ["0 client > server syn"],
      counters: ["TcpExt.TCPTimeouts": 3, "TcpExt.TCPSpuriousRtxHostQueues": 3],
      nearMisses: [
        ("TcpExt.TCPSpuriousRtxHostQueues", 2, ["TcpExt.TCPTimeouts"]),
        ("TcpExt.TCPTimeouts", 4, ["TcpExt.TCPTimeouts"]),
      ]),
    RefereeCase(
      id: "what the host's own queue drops is counted and not seen", host: "client",
      packets: ["0 client > server data len 10"],
      counters: ["Tcp.RetransSegs": 2, "Qdisc.Dropped": 2],
      nearMisses: [
        ("Qdisc.Dropped", 1, ["Tcp.RetransSegs"]), ("Tcp.RetransSegs", 3, ["Tcp.RetransSegs"]),
      ]),
    RefereeCase(
      id: "SYN cookies: every SYN+ACK is a first one", host: "server",
      packets: [
        "0 client > server syn", "0.2 server > client synAck lost",
        "1000 client > server syn retransmission handshake",
        "1000.2 server > client synAck retransmission handshake", "1001 client > server handshakeAck",
      ],
      counters: ["TcpExt.SyncookiesSent": 2],
      nearMisses: [
        ("TcpExt.SyncookiesSent", 0, ["Tcp.RetransSegs", "TcpExt.TCPSynRetrans"]),
        ("Tcp.RetransSegs", 2, ["Tcp.RetransSegs"]),
      ]),
    RefereeCase(
      id: "while the cable was out nothing was on the wire", host: "client",
      packets: ["0 client > server data len 10", "200 client > server data retransmission timeout len 10"],
      counters: ["Tcp.RetransSegs": 4, "TcpExt.TCPTimeouts": 4],
      unplugged: ["Tcp.RetransSegs": 3, "TcpExt.TCPTimeouts": 3],
      nearMisses: [
        ("Tcp.RetransSegs", 3, ["Tcp.RetransSegs"]), ("TcpExt.TCPTimeouts", 5, ["TcpExt.TCPTimeouts"]),
      ]),
    RefereeCase(
      id: "what was first sent into the pulled cable is a retransmission to the kernel", host: "client",
      packets: ["800 client > server data len 10"],
      counters: ["Tcp.RetransSegs": 3, "TcpExt.TCPTimeouts": 3, "TcpExt.TCPOrigDataSent": 1],
      faults: [replug(of: "client")],
      unplugged: ["Tcp.RetransSegs": 2, "TcpExt.TCPTimeouts": 2, "TcpExt.TCPOrigDataSent": 1],
      nearMisses: [
        ("Tcp.RetransSegs", 4, ["Tcp.RetransSegs"]), ("TcpExt.TCPTimeouts", 4, ["TcpExt.TCPTimeouts"]),
      ]),
    RefereeCase(
      id: "in the moment of the pull nobody can say", host: "client",
      packets: ["0 client > server data len 10", "200 client > server data retransmission timeout len 10"],
      counters: ["Tcp.RetransSegs": 2, "TcpExt.TCPTimeouts": 1], atTheCable: ["Tcp.RetransSegs": 1],
      nearMisses: [("Tcp.RetransSegs", 3, ["Tcp.RetransSegs"])]),
  ]

  static let timers: [RefereeCase] = [
    RefereeCase(
      id: "the timeout that gives up sends nothing", host: "client",
      packets: [
        "0 client > server data len 10", "200 client > server data retransmission timeout len 10 lost",
      ],
      counters: ["Tcp.RetransSegs": 1, "TcpExt.TCPTimeouts": 2, "TcpExt.TCPAbortOnTimeout": 1],
      nearMisses: [
        ("TcpExt.TCPTimeouts", 1, ["TcpExt.TCPTimeouts"]),
        ("TcpExt.TCPAbortOnTimeout", 0, ["TcpExt.TCPTimeouts"]),
      ]),
    RefereeCase(
      id: "a SYN+ACK that answers a repeated SYN has no timer behind it", host: "server",
      packets: [
        "0 client > server syn", "0.2 server > client synAck lost",
        "1000 client > server syn retransmission handshake",
        "1000.2 server > client synAck retransmission handshake", "1001 client > server handshakeAck",
        "1002 server > client ack",
      ],
      counters: ["Tcp.RetransSegs": 1, "TcpExt.TCPSynRetrans": 1],
      nearMisses: [("TcpExt.TCPTimeouts", 1, ["TcpExt.TCPTimeouts"])]),
    RefereeCase(
      id: "a SYN+ACK that answers a copy of the SYN has no timer behind it", host: "server",
      packets: [
        "0 client > server syn duplicatedByNetwork", "0.2 server > client synAck",
        "0.3 server > client synAck retransmission handshake", "1 client > server handshakeAck",
      ],
      counters: ["Tcp.InSegs": 3, "Tcp.RetransSegs": 1, "TcpExt.TCPSynRetrans": 1],
      nearMisses: [("TcpExt.TCPTimeouts", 1, ["TcpExt.TCPTimeouts"])]),
    RefereeCase(
      id: "a SYN+ACK by its timer, given up or not", host: "server",
      packets: [
        "0 client > server syn", "0.2 server > client synAck lost",
        "1000.2 server > client synAck retransmission handshake lost",
      ],
      counters: ["Tcp.RetransSegs": 1, "TcpExt.TCPSynRetrans": 1, "TcpExt.TCPTimeouts": 2],
      nearMisses: [
        ("TcpExt.TCPTimeouts", 0, ["TcpExt.TCPTimeouts"]), ("TcpExt.TCPTimeouts", 3, ["TcpExt.TCPTimeouts"]),
      ]),
    RefereeCase(
      id: "a SYN that the firewall may have kept from TCP", host: "server",
      packets: [
        "0 client > server syn", "0.2 server > client synAck lost",
        "1000 client > server syn retransmission handshake",
        "1000.2 server > client synAck retransmission handshake", "1001 client > server handshakeAck",
        "1002 server > client ack",
      ],
      counters: ["Tcp.RetransSegs": 1, "TcpExt.TCPSynRetrans": 1, "TcpExt.TCPTimeouts": 1, "Tcp.InSegs": 2],
      faults: [firewall(on: "server", hook: "input", atNs: 500_000_000)],
      nearMisses: [
        ("TcpExt.TCPTimeouts", 2, ["TcpExt.TCPTimeouts"]), ("Tcp.InSegs", 0, ["Tcp.InSegs"]),
        ("Tcp.InSegs", 4, ["Tcp.InSegs"]),
      ]),
    RefereeCase(
      id: "a timeout into a closed window is not counted as one", host: "client",
      packets: [
        "0 client > server data len 10", "1 server > client ack zeroWindow",
        "200 client > server data retransmission timeout len 10",
      ],
      counters: ["Tcp.RetransSegs": 1], nearMisses: [("TcpExt.TCPTimeouts", 1, ["TcpExt.TCPTimeouts"])]),
    RefereeCase(
      id: "window probes", host: "client",
      packets: [
        "0 server > client ack zeroWindow", "200 client > server zeroWindowProbe",
        "600 client > server zeroWindowProbe",
      ],
      counters: ["TcpExt.TCPWinProbe": 2],
      nearMisses: [
        ("TcpExt.TCPWinProbe", 1, ["TcpExt.TCPWinProbe"]), ("TcpExt.TCPWinProbe", 3, ["TcpExt.TCPWinProbe"]),
        ("TcpExt.TCPKeepAlive", 1, ["TcpExt.TCPKeepAlive"]),
      ]),
    RefereeCase(
      id: "keepalive, and the end of it", host: "client",
      packets: [
        "0 client > server keepaliveProbe lost", "1000 client > server keepaliveProbe lost",
        "2000 client > server reset keepaliveExpired lost",
      ],
      counters: ["TcpExt.TCPKeepAlive": 2, "Tcp.OutRsts": 1, "TcpExt.TCPAbortOnTimeout": 1],
      nearMisses: [
        ("TcpExt.TCPKeepAlive", 1, ["TcpExt.TCPKeepAlive"]),
        ("TcpExt.TCPAbortOnTimeout", 0, ["TcpExt.TCPAbortOnTimeout"]),
        ("TcpExt.TCPAbortOnTimeout", 2, ["TcpExt.TCPTimeouts", "TcpExt.TCPAbortOnTimeout"]),
      ]),
  ]

  static let others: [RefereeCase] = [
    RefereeCase(
      id: "segments that came", host: "server",
      packets: ["0 client > server data len 10", "1 client > server data len 10 lost"],
      counters: ["Tcp.InSegs": 1],
      nearMisses: [("Tcp.InSegs", 0, ["Tcp.InSegs"]), ("Tcp.InSegs", 2, ["Tcp.InSegs"])]),
    RefereeCase(
      id: "D-SACK sent", host: "server", packets: ["0 server > client duplicateAck sack dsack"],
      counters: ["TcpExt.TCPDSACKOldSent": 1],
      nearMisses: [
        ("TcpExt.TCPDSACKOldSent", 0, ["TcpExt.TCPDSACKOldSent + TcpExt.TCPDSACKOfoSent"]),
        ("TcpExt.TCPDSACKOfoSent", 1, ["TcpExt.TCPDSACKOldSent + TcpExt.TCPDSACKOfoSent"]),
      ]),
    RefereeCase(
      id: "D-SACK received", host: "client",
      packets: [
        "0 server > client duplicateAck sack dsack", "1 server > client duplicateAck sack dsack lost",
      ],
      counters: ["TcpExt.TCPDSACKRecv": 1],
      nearMisses: [
        ("TcpExt.TCPDSACKRecv", 0, ["TcpExt.TCPDSACKRecv + TcpExt.TCPDSACKOfoRecv"]),
        ("TcpExt.TCPDSACKRecv", 2, ["TcpExt.TCPDSACKRecv + TcpExt.TCPDSACKOfoRecv"]),
      ]),
    RefereeCase(
      id: "a window closes and opens", host: "server",
      packets: [
        "0 server > client ack", "1 server > client ack zeroWindow",
        "2 server > client zeroWindowProbeAck zeroWindow", "3 server > client windowUpdate",
      ],
      counters: ["TcpExt.TCPToZeroWindowAdv": 1, "TcpExt.TCPFromZeroWindowAdv": 1],
      nearMisses: [
        ("TcpExt.TCPToZeroWindowAdv", 2, ["TcpExt.TCPToZeroWindowAdv"]),
        ("TcpExt.TCPFromZeroWindowAdv", 0, ["TcpExt.TCPFromZeroWindowAdv"]),
      ]),
    RefereeCase(
      id: "challenge ACK", host: "server", packets: ["0 server > client challengeAck"],
      counters: ["TcpExt.TCPChallengeACK": 1],
      nearMisses: [("TcpExt.TCPChallengeACK", 0, ["TcpExt.TCPChallengeACK"])]),
    RefereeCase(
      id: "a RST of the firewall is not TCP's", host: "server",
      packets: ["0 server > client reset firewall", "1 server > client reset noSuchConnection"],
      counters: ["Tcp.OutRsts": 1],
      nearMisses: [("Tcp.OutRsts", 2, ["Tcp.OutRsts"]), ("Tcp.OutRsts", 0, ["Tcp.OutRsts"])]),
    RefereeCase(
      id: "a rule on outgoing packets takes the upper limit away", host: "server",
      packets: ["1 server > client reset noSuchConnection"], counters: ["Tcp.OutRsts": 3],
      faults: [firewall(on: "server", hook: "output", atNs: 0)],
      nearMisses: [("Tcp.OutRsts", 0, ["Tcp.OutRsts"])]),
    RefereeCase(
      id: "closed with bytes unread", host: "server", packets: ["0 server > client reset unreadData"],
      counters: ["Tcp.OutRsts": 1, "TcpExt.TCPAbortOnClose": 1],
      nearMisses: [("TcpExt.TCPAbortOnClose", 0, ["TcpExt.TCPAbortOnClose"])]),
    RefereeCase(
      id: "SO_LINGER 0, and data after close", host: "server",
      packets: ["0 server > client reset lingerZero", "1 server > client reset dataAfterClose"],
      counters: ["Tcp.OutRsts": 2, "TcpExt.TCPAbortOnData": 2],
      nearMisses: [
        ("TcpExt.TCPAbortOnData", 0, ["TcpExt.TCPAbortOnData"]),
        ("TcpExt.TCPAbortOnData", 3, ["TcpExt.TCPAbortOnData"]),
      ]),
    RefereeCase(
      id: "a full accept queue", host: "server", packets: ["0 server > client reset backlogOverflow"],
      counters: ["Tcp.OutRsts": 1, "TcpExt.ListenOverflows": 4],
      nearMisses: [("TcpExt.ListenOverflows", 0, ["TcpExt.ListenOverflows"])]),
  ]
}
