extension TimerSettings {
  /// How long the kernel puts up with `retries` timeouts: a timeout of `base`, doubled each time, up to
  /// `rtoMax`.
  ///
  /// Source: net/ipv4/tcp_timer.c, tcp_model_timeout.
  package func modelTimeout(retries: Int, base: Duration) -> Duration {
    var doublings = 0
    while doublings < retries, base * (2 << doublings) <= rtoMax { doublings += 1 }
    return base * ((2 << doublings) - 1) + rtoMax * (retries - doublings)
  }

  /// When sent data is given up that nobody acknowledges, counted from when it was sent.
  ///
  /// The time begins with the first repetition (retrans_stamp), and only a timeout looks at it.
  /// Source: net/ipv4/tcp_timer.c, tcp_write_timeout and retransmits_timed_out.
  package var unacknowledgedData: NoticeTime {
    let limit = modelTimeout(retries: retries2, base: Self.modelledRTO)
    return withTailLossProbe(givingUp { _ in limit })
  }

  /// When the FIN of a socket that no program has any more is given up, counted from when it was sent.
  ///
  /// Once the timeout has grown to its maximum, the peer is not believed to be alive, and 0 means none.
  /// Source: net/ipv4/tcp_timer.c, tcp_write_timeout and tcp_orphan_retries.
  package var orphanedFin: NoticeTime {
    withTailLossProbe(
      givingUp { timeout in
        let retries = orphanRetries == 0 && timeout < rtoMax ? 8 : orphanRetries
        return modelTimeout(retries: retries, base: Self.modelledRTO)
      })
  }

  /// When probes of a closed window are given up, counted from when there was something to send.
  ///
  /// Here the kernel counts probes, not time. Source: net/ipv4/tcp_timer.c, tcp_probe_timer.
  package var closedWindow: NoticeTime {
    let first = min(max(rto, Self.modelledRTO), rtoMax)
    var timeout = first
    var end = first
    for attempt in 0..<retries2 {
      if userTimeout > .zero, end >= first + userTimeout {
        return NoticeTime(exactly: first + userTimeout, attempts: attempt)
      }
      timeout = min(timeout * 2, rtoMax)
      end += timeout
    }
    return NoticeTime(
      exactly: userTimeout > .zero ? min(end, first + userTimeout) : end, attempts: retries2)
  }

  /// Follows the timeouts until one finds that `limit`, given the length of that timeout, has passed since the first.
  private func givingUp(after limit: (_ timeout: Duration) -> Duration) -> NoticeTime {
    let first = min(rto, rtoMax)
    var timeout = first
    var elapsed = Duration.zero
    var attempts = 1
    var earliest: (time: Duration, attempts: Int)?
    while true {
      timeout = min(timeout * 2, rtoMax)
      let limit = userTimeout > .zero ? userTimeout : limit(timeout)
      elapsed += timeout
      // The last timer is shortened to meet TCP_USER_TIMEOUT: tcp_clamp_rto_to_user_timeout.
      if userTimeout > .zero { elapsed = min(elapsed, userTimeout) }
      if earliest == nil, NoticeTime.late(elapsed) >= limit {
        earliest = (first + max(elapsed, limit), attempts)
      }
      if let earliest, elapsed >= limit {
        return NoticeTime(
          earliest: earliest.time, latest: NoticeTime.late(first + elapsed),
          attempts: earliest.attempts...attempts)
      }
      attempts += 1
    }
  }

  /// The probe comes before the first timeout, which then starts anew: it may add as much as that timeout.
  private func withTailLossProbe(_ time: NoticeTime) -> NoticeTime {
    guard tailLossProbe else { return time }
    var time = time
    time.latest += NoticeTime.late(min(rto, rtoMax))
    time.attempts = time.attempts.lowerBound...time.attempts.upperBound + 1
    return time
  }
}
