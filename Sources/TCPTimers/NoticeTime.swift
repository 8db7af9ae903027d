/// When a kernel notices something, counted from the moment that the situation names.
package struct NoticeTime: Sendable, Hashable {
  /// With timers that are punctual, or as late as makes the kernel give up one timeout sooner.
  package var earliest: Duration
  /// With timers as late as the kernel lets them be; a busy machine comes on top.
  package var latest: Duration
  /// How many packets were sent in vain besides the first.
  package var attempts: ClosedRange<Int>

  /// A timer that was set for longer is rounded to coarser ticks.
  ///
  /// Source: kernel/time/timer.c, "the timer wheel": late by at most 12.5 %.
  static func late(_ time: Duration) -> Duration { time * 9 / 8 }

  /// Timers one after another, whose number decides.
  init(exactly time: Duration, attempts: Int) {
    self.init(earliest: time, latest: Self.late(time), attempts: attempts...attempts)
  }

  init(earliest: Duration, latest: Duration, attempts: ClosedRange<Int>) {
    self.earliest = earliest
    self.latest = latest
    self.attempts = attempts
  }
}
