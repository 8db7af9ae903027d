extension TimerSettings {
  /// When keepalive finds out that the peer of an idle connection is gone, counted from the last packet that came.
  ///
  /// With TCP_USER_TIMEOUT it is the first probe's timer after that time, and not the number of probes, that decides.
  /// Source: net/ipv4/tcp_timer.c, tcp_keepalive_timer; tcp(7).
  package var unansweredKeepalive: NoticeTime {
    var probes = max(keepaliveProbes, 0)
    if userTimeout > .zero {
      probes = 1
      // The kernel takes an interval of 0, too.
      while keepaliveInterval > .zero, keepaliveTime + keepaliveInterval * probes < userTimeout {
        probes += 1
      }
    }
    return NoticeTime(exactly: keepaliveTime + keepaliveInterval * probes, attempts: probes)
  }

  /// How long FIN_WAIT_2 lasts after close(), counted from the ACK of the FIN.
  ///
  /// Source: include/net/tcp.h, tcp_fin_time: at least three and a half timeouts.
  package var finWait2: NoticeTime {
    NoticeTime(exactly: max(finTimeout, rto * 7 / 2), attempts: 0)
  }

  /// How long TIME_WAIT lasts, counted from its last packet.
  package var timeWait: NoticeTime { NoticeTime(exactly: Self.timeWait, attempts: 0) }
}
