import LabModel
import TCPTimers

extension ReferenceTopic {
  static let timers = ReferenceTopic(
    name: "timers", summary: "when the kernel notices each kind of dead peer, by sysctls and socket options",
    file: "timers.md"
  ) { TimersPage.text(TimerSettings()) }
}

/// The table of dead peers.
enum TimersPage {
  static func text(_ settings: TimerSettings) -> String {
    let rows = DeadPeer.all(settings).map { peer in
      let repetitions = peer.notice?.attempts
      return [
        peer.situation, peer.notice.map { $0.earliest.labText } ?? "never",
        peer.notice.map { $0.latest.labText } ?? "", peer.since, repetitions.map(count) ?? "", peer.outcome,
        peer.law,
      ]
    }
    let table = MarkdownTable(
      head: [
        "situation", "noticed after", "at the latest", "counted from", "sent in vain", "the program hears",
        "rule",
      ],
      rows: rows)
    return """
      # When a dead peer is noticed

      Reckoned as Linux reckons (net/ipv4/tcp_timer.c), for a peer that is gone without a word: no power, no cable. What \
      is sent in vain are repetitions or probes. A timer may be late by an eighth of its length, so there is a range; a \
      busy machine comes on top. A tail-loss probe before the first timeout (tcp_early_retrans) may add that timeout's \
      length once.

      \(table)
      Settings: \(words(settings)).

      These are a kernel's defaults. `halfopen reference timers --this-machine` takes those of the machine that it runs \
      on, and options change single ones: `halfopen reference timers --retries2 5 --user-timeout 20s`. The labs \
      retransmission/rto-doubling, crash/power-loss-sending, crash/power-loss-user-timeout, keepalive/keepalive-unreachable, \
      handshake/syn-lost, close/first-fin-lost and others show that it is so; a test compares these times with their runs.

      """
  }

  private static func count(_ range: ClosedRange<Int>) -> String {
    range.count == 1 ? "\(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
  }

  private static func words(_ settings: TimerSettings) -> String {
    [
      "tcp_retries2 \(settings.retries2)", "tcp_orphan_retries \(settings.orphanRetries)",
      "tcp_syn_retries \(settings.synRetries)", "tcp_syn_linear_timeouts \(settings.synLinearTimeouts)",
      "tcp_synack_retries \(settings.synAckRetries)", "tcp_keepalive_time \(settings.keepaliveTime.labText)",
      "tcp_keepalive_intvl \(settings.keepaliveInterval.labText)",
      "tcp_keepalive_probes \(settings.keepaliveProbes)",
      "TCP_USER_TIMEOUT \(settings.userTimeout > .zero ? settings.userTimeout.labText : "not set")",
      "tcp_fin_timeout \(settings.finTimeout.labText)", "RTO \(settings.rto.labText)",
      "tcp_rto_max_ms \(settings.rtoMax.labText)",
      "tail-loss probes \(settings.tailLossProbe ? "on" : "off")",
      "mcast_solicit \(settings.neighbourProbes)",
      "retrans_time_ms \(settings.neighbourRetransmission.labText)",
    ].joined(separator: ", ")
  }
}
