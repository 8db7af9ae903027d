/// What decides when a Linux kernel gives a dead peer up: its sysctls, and the options of the socket.
///
/// The values without any argument are the kernel's own defaults.
/// Source: Linux 6.18, Documentation/networking/ip-sysctl.rst and net/ipv4/tcp_timer.c.
package struct TimerSettings: Sendable, Hashable {
  /// `net.ipv4.tcp_retries2`: 0 to 255.
  package var retries2 = 15
  /// `net.ipv4.tcp_orphan_retries`: 0 to 255; 0 stands for 8 (tcp_orphan_retries).
  package var orphanRetries = 0
  /// `net.ipv4.tcp_syn_retries`, or the option TCP_SYNCNT: 0 to 127.
  package var synRetries = 6
  /// `net.ipv4.tcp_syn_linear_timeouts` (since Linux 6.5): 0 to 127.
  package var synLinearTimeouts = 4
  /// `net.ipv4.tcp_synack_retries`: 0 to 255.
  package var synAckRetries = 5
  /// `net.ipv4.tcp_keepalive_time`, or TCP_KEEPIDLE.
  package var keepaliveTime = Duration.seconds(7200)
  /// `net.ipv4.tcp_keepalive_intvl`, or TCP_KEEPINTVL.
  package var keepaliveInterval = Duration.seconds(75)
  /// `net.ipv4.tcp_keepalive_probes`, or TCP_KEEPCNT: 0 to 255.
  package var keepaliveProbes = 9
  /// The option TCP_USER_TIMEOUT; zero: not set.
  package var userTimeout = Duration.zero
  /// `net.ipv4.tcp_fin_timeout`, or TCP_LINGER2.
  package var finTimeout = Duration.seconds(60)
  /// The connection's retransmission timeout when its peer dies, as `ss -i` shows it. 200 ms (`tcp_rto_min_us`) and
  /// the round trip, in ticks of 4 ms (HZ=250): 204 ms on a short path.
  package var rto = Duration.milliseconds(204)
  /// `net.ipv4.tcp_rto_max_ms` (since Linux 6.15).
  package var rtoMax = Duration.seconds(120)
  /// Whether a tail-loss probe may come before the first timeout (`net.ipv4.tcp_early_retrans` is not 0).
  package var tailLossProbe = true
  /// `net.ipv4.neigh.*.mcast_solicit`: how often a neighbour's MAC address is asked for.
  package var neighbourProbes = 3
  /// `net.ipv4.neigh.*.retrans_time_ms`.
  package var neighbourRetransmission = Duration.seconds(1)

  package init() {}

  /// TCP_RTO_MIN, from which the kernel reckons its limits, whatever `tcp_rto_min_us` says.
  static let modelledRTO = Duration.milliseconds(200)
  /// TCP_TIMEOUT_INIT: what is waited for the answer to a SYN (RFC 6298 §2.1).
  static let initialRTO = Duration.seconds(1)
  /// TCP_TIMEWAIT_LEN, which no sysctl changes.
  static let timeWait = Duration.seconds(60)
}
