/// A way to lose one's peer, and when the kernel notices.
package struct DeadPeer: Sendable, Hashable {
  package var situation: String
  /// What the time is counted from.
  package var since: String
  /// nil: never.
  package var notice: NoticeTime?
  /// What the program hears: an errno's name, or why it hears nothing.
  package var outcome: String
  /// The rule, with its sysctls.
  package var law: String

  /// Every situation, by these settings.
  package static func all(_ settings: TimerSettings) -> [DeadPeer] {
    connecting(settings) + established(settings) + closing(settings)
  }

  private static func connecting(_ settings: TimerSettings) -> [DeadPeer] {
    [
      DeadPeer(
        situation: "connect, and nobody answers", since: "the first SYN", notice: settings.unansweredSyn,
        outcome: "ETIMEDOUT",
        law:
          "tcp_syn_linear_timeouts repetitions a second apart, then tcp_syn_retries more, each after twice as long"
      ),
      DeadPeer(
        situation: "connect, and nobody tells the MAC address", since: "the first ARP request",
        notice: settings.unansweredARP, outcome: "EHOSTUNREACH", law: "mcast_solicit × retrans_time_ms"),
      DeadPeer(
        situation: "a SYN came, and nobody answers the SYN+ACK", since: "the first SYN+ACK",
        notice: settings.unansweredSynAck, outcome: "nothing: accept was never to return",
        law: "tcp_synack_retries repetitions, each after twice as long, from 1 s"),
    ]
  }

  private static func established(_ settings: TimerSettings) -> [DeadPeer] {
    [
      DeadPeer(
        situation: "data is sent and not acknowledged", since: "sending", notice: settings.unacknowledgedData,
        outcome: "ETIMEDOUT",
        law:
          "the first timeout at which 200 ms, doubled tcp_retries2 times, have passed since the first repetition; "
          + "TCP_USER_TIMEOUT in its place"),
      DeadPeer(
        situation: "data waits, for the peer had closed its window", since: "writing",
        notice: settings.closedWindow, outcome: "ETIMEDOUT",
        law: "tcp_retries2 probes, each after twice as long, or TCP_USER_TIMEOUT after the first"),
      DeadPeer(
        situation: "idle, with keepalive", since: "the last packet from the peer",
        notice: settings.unansweredKeepalive, outcome: "ETIMEDOUT",
        law:
          "tcp_keepalive_time + tcp_keepalive_intvl × tcp_keepalive_probes; with TCP_USER_TIMEOUT the first probe's "
          + "timer after that"),
      DeadPeer(
        situation: "idle, without keepalive", since: "", notice: nil, outcome: "nothing",
        law: "no timer runs; TCP_USER_TIMEOUT alone starts none"),
    ]
  }

  private static func closing(_ settings: TimerSettings) -> [DeadPeer] {
    [
      DeadPeer(
        situation: "closed, and the FIN is not acknowledged", since: "the FIN", notice: settings.orphanedFin,
        outcome: "nothing: the socket goes",
        law: "as for data, with tcp_orphan_retries, where 0 stands for 8"),
      DeadPeer(
        situation: "closed, and the peer's FIN does not come (FIN_WAIT_2)", since: "the ACK of the FIN",
        notice: settings.finWait2, outcome: "nothing: the socket goes",
        law: "tcp_fin_timeout, and 3.5 timeouts at the least"),
      DeadPeer(
        situation: "shut down for writing only (FIN_WAIT_2)", since: "", notice: nil, outcome: "nothing",
        law: "the program may still read: no timer runs"),
      DeadPeer(
        situation: "closed by both (TIME_WAIT)", since: "the last packet", notice: settings.timeWait,
        outcome: "nothing: the socket goes", law: "60 s (TCP_TIMEWAIT_LEN), which no sysctl changes"),
    ]
  }
}
