extension TimerSettings {
  /// When `connect` fails that nobody answers, counted from the first SYN.
  ///
  /// The first `synLinearTimeouts` repetitions come a second apart, further ones after twice as long each time. It ends
  /// when so many were sent, or at the first timeout for which the time of `synRetries` doublings is over.
  /// Source: net/ipv4/tcp_timer.c, tcp_write_timeout and tcp_retransmit_timer.
  package var unansweredSyn: NoticeTime {
    var timeout = min(Self.initialRTO, rtoMax)
    let limit = userTimeout > .zero ? userTimeout : modelTimeout(retries: synRetries, base: Self.initialRTO)
    let maximum = synRetries + synLinearTimeouts
    var elapsed = timeout
    var attempts = 0
    while attempts < maximum, attempts == 0 || elapsed < limit {
      attempts += 1
      if attempts > synLinearTimeouts { timeout = min(timeout * 2, rtoMax) }
      elapsed += timeout
      // The first timer knows nothing of TCP_USER_TIMEOUT; later ones are shortened to meet it.
      if userTimeout > .zero { elapsed = min(elapsed, max(userTimeout, Self.initialRTO)) }
    }
    return NoticeTime(exactly: elapsed, attempts: attempts)
  }

  /// When a half-open connection is forgotten whose SYN+ACK nobody answers, counted from the first SYN+ACK.
  ///
  /// Sooner where many wait: the queue makes room by fewer repetitions. Source: net/ipv4/inet_connection_sock.c,
  /// reqsk_timer_handler.
  package var unansweredSynAck: NoticeTime {
    var timeout = min(Self.initialRTO, rtoMax)
    var elapsed = timeout
    for _ in 0..<synAckRetries {
      timeout = min(timeout * 2, rtoMax)
      elapsed += timeout
    }
    return NoticeTime(exactly: elapsed, attempts: synAckRetries)
  }

  /// When `connect` fails to a host whose MAC address nobody tells, counted from the first ARP request.
  ///
  /// Source: net/core/neighbour.c, neigh_timer_handler; arp(7).
  package var unansweredARP: NoticeTime {
    NoticeTime(
      exactly: neighbourRetransmission * neighbourProbes, attempts: max(0, neighbourProbes - 1))
  }
}
