import TCPTimers
import Testing

/// Figures of the manual pages and of ip-sysctl.rst, and those that the labs measured.
@Suite("When a dead peer is noticed (net/ipv4/tcp_timer.c)")
struct DeadPeerTests {
  static func settings(_ change: (inout TimerSettings) -> Void) -> TimerSettings {
    var settings = TimerSettings()
    settings.tailLossProbe = false
    change(&settings)
    return settings
  }

  @Test(
    "The model of tcp_retries2: ip-sysctl.rst's 924.6 s, and scaled ones",
    arguments: [
      (15, 120_000, 924_600), (3, 120_000, 3000), (5, 120_000, 12600), (4, 1000, 3400), (5, 1000, 4400),
      (0, 120_000, 200), (9, 120_000, 204_600), (10, 120_000, 324_600),
    ])
  func model(retries: Int, rtoMaxMs: Int, expectedMs: Int) {
    // Rules out a cap that is reached one doubling too late or too early.
    let settings = Self.settings { $0.rtoMax = .milliseconds(rtoMaxMs) }
    #expect(
      settings.modelTimeout(retries: retries, base: .milliseconds(200)) == .milliseconds(expectedMs))
  }

  @Test("Data is given up by the first timeout after the model's time, not at it")
  func data() {
    // retries2 = 3: 3 s after the first repetition at 204 ms. 204 + 408 + 816 + 1632 ms are 2.856 s after it, and an eighth
    // later are enough; if not, it is the timeout after 3264 ms more.
    let scaled = Self.settings { $0.retries2 = 3 }.unacknowledgedData
    #expect(scaled.earliest == .milliseconds(204 + 3000))
    #expect(scaled.latest == .milliseconds(204 * 31) * 9 / 8)
    #expect(scaled.attempts == 3...4)
    // 252 ms: the fifth repetition is always the last.
    let certain = Self.settings {
      $0.retries2 = 5
      $0.rto = .milliseconds(252)
      $0.rtoMax = .seconds(1)
    }.unacknowledgedData
    #expect(certain.attempts == 5...5)
    #expect(certain.earliest == .milliseconds(252 + 504 + 4000))
    // The default: 924.6 s after the first repetition at the earliest.
    let usual = TimerSettings().unacknowledgedData
    #expect(usual.earliest > .milliseconds(924_600) && usual.earliest < .milliseconds(930_000))
  }

  @Test("TCP_USER_TIMEOUT counts from the first repetition, and takes the place of tcp_retries2")
  func userTimeout() {
    for retries in [0, 15] {
      let time = Self.settings {
        $0.retries2 = retries
        $0.userTimeout = .milliseconds(1500)
      }.unacknowledgedData
      #expect(time.earliest == .milliseconds(204 + 1500))
    }
  }

  @Test("A tail-loss probe may delay the first timeout by its own length")
  func tailLossProbe() {
    var settings = Self.settings { _ in }
    let without = settings.unacknowledgedData
    settings.tailLossProbe = true
    let with = settings.unacknowledgedData
    #expect(with.earliest == without.earliest)
    #expect(with.latest == without.latest + .milliseconds(204) * 9 / 8)
    #expect(with.attempts.upperBound == without.attempts.upperBound + 1)
  }

  @Test(
    "SYNs: 131 s with today's defaults, 63 s and 127 s as before Linux 6.5",
    arguments: [
      // retries, linear, seconds, repetitions.
      (6, 4, 131, 10), (5, 0, 63, 5), (6, 0, 127, 6), (1, 0, 3, 1), (3, 0, 15, 3), (0, 0, 1, 0),
      // The time of the doublings may be over before the repetitions are: labs found 3 s for one.
      (1, 4, 3, 2), (2, 4, 7, 5), (3, 4, 19, 7),
    ])
  func syn(retries: Int, linear: Int, seconds: Int, repetitions: Int) {
    // Rules out a calculator that knows only the count, or only the doubling.
    let time = Self.settings {
      $0.synRetries = retries
      $0.synLinearTimeouts = linear
    }.unansweredSyn
    #expect(time.earliest == .seconds(seconds))
    #expect(time.attempts == repetitions...repetitions)
  }

  @Test("TCP_USER_TIMEOUT ends a connect, but not before the first repetition")
  func synUserTimeout() {
    #expect(Self.settings { $0.userTimeout = .seconds(10) }.unansweredSyn.earliest == .seconds(10))
    let short = Self.settings { $0.userTimeout = .milliseconds(300) }.unansweredSyn
    #expect(short.earliest == .seconds(1))
    #expect(short.attempts == 1...1)
  }

  @Test("A half-open connection is forgotten after 63 s")
  func synAck() {
    #expect(TimerSettings().unansweredSynAck.earliest == .seconds(63))
    #expect(Self.settings { $0.synAckRetries = 0 }.unansweredSynAck.earliest == .seconds(1))
    #expect(Self.settings { $0.synAckRetries = 2 }.unansweredSynAck.earliest == .seconds(7))
  }

  @Test("Keepalive: time + interval × probes; with TCP_USER_TIMEOUT the first probe's timer after it")
  func keepalive() {
    #expect(TimerSettings().unansweredKeepalive.earliest == .seconds(7875))
    let scaled = Self.settings {
      $0.keepaliveTime = .seconds(1)
      $0.keepaliveInterval = .seconds(1)
      $0.userTimeout = .milliseconds(1500)
    }
    #expect(scaled.unansweredKeepalive.earliest == .seconds(2))
    #expect(scaled.unansweredKeepalive.attempts == 1...1)
    // Rules out a calculation without end: tcp_keepalive_intvl may be 0.
    let hasty = Self.settings {
      $0.keepaliveInterval = .zero
      $0.userTimeout = .seconds(10_000)
    }
    #expect(hasty.unansweredKeepalive.attempts == 1...1)
  }

  @Test("An orphan's FIN: 0 stands for 8, and for none once the timeout has grown to its maximum")
  func orphan() {
    let usual = Self.settings { _ in }.orphanedFin
    #expect(usual.earliest >= .milliseconds(102_200) && usual.earliest < .seconds(105))
    // 204, 408, 816 and 1000 ms: at the fourth timeout the peer is not believed in any more.
    let capped = Self.settings { $0.rtoMax = .seconds(1) }.orphanedFin
    #expect(capped.attempts.upperBound == 3)
    // 1.4 s are not over when 408 and 816 ms have passed, however late.
    let two = Self.settings { $0.orphanRetries = 2 }.orphanedFin
    #expect(two.earliest == .milliseconds(204 * 15))
    #expect(two.attempts == 3...3)
  }

  @Test("A closed window: probes are counted, and TCP_USER_TIMEOUT may come first")
  func closedWindow() {
    let scaled = Self.settings { $0.retries2 = 3 }.closedWindow
    #expect(scaled.earliest == .milliseconds(204 * 15))
    #expect(scaled.attempts == 3...3)
    let bounded = Self.settings { $0.userTimeout = .milliseconds(500) }.closedWindow
    #expect(bounded.earliest == .milliseconds(704))
    #expect(bounded.attempts == 2...2)
  }

  @Test("FIN_WAIT_2 lasts three and a half timeouts at the least")
  func finWait2() {
    #expect(TimerSettings().finWait2.earliest == .seconds(60))
    let slow = Self.settings {
      $0.finTimeout = .seconds(1)
      $0.rto = .seconds(1)
    }
    #expect(slow.finWait2.earliest == .milliseconds(3500))
  }

  @Test("Every situation has a rule, and what is never noticed has no time")
  func all() {
    let all = DeadPeer.all(TimerSettings())
    #expect(Set(all.map(\.situation)).count == all.count)
    #expect(all.filter { $0.notice == nil }.count == 2)
    for peer in all {
      #expect(!peer.law.isEmpty && !peer.outcome.isEmpty)
      if let notice = peer.notice { #expect(notice.earliest <= notice.latest) }
    }
  }
}
