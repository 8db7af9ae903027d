internal import Glibc

/// The machine's clocks, in nanoseconds.
package enum Clock {
  /// CLOCK_REALTIME: the clock that the kernel stamps captured packets with.
  package static func realtimeNs() -> Int64 { read(CLOCK_REALTIME) }

  /// CLOCK_MONOTONIC: for deadlines, which must not move when the time of day is set.
  package static func monotonicNs() -> Int64 { read(CLOCK_MONOTONIC) }

  /// How far CLOCK_REALTIME is ahead of CLOCK_MONOTONIC. It changes only when somebody sets the time of day: the
  /// steady correction by adjtimex(2) moves both.
  ///
  /// The two are read one after the other, and a thread may lose its processor for milliseconds between them; so
  /// the closest of several readings counts.
  package static func realtimeLeadNs() -> Int64 {
    var closest = (tookNs: Int64.max, leadNs: Int64(0))
    for _ in 0..<mostReadings {
      let before = monotonicNs()
      let realtime = realtimeNs()
      let tookNs = monotonicNs() - before
      if tookNs < closest.tookNs { closest = (tookNs, realtime - before - tookNs / 2) }
      if tookNs < closeNs { break }
    }
    return closest.leadNs
  }

  private static let closeNs: Int64 = 10_000
  private static let mostReadings = 100

  /// CLOCK_THREAD_CPUTIME_ID: how long the calling thread has had a processor.
  package static func threadProcessorNs() -> Int64 { read(CLOCK_THREAD_CPUTIME_ID) }

  /// Blocks the calling thread until CLOCK_MONOTONIC shows the time, as close to it as the kernel can.
  package static func sleep(untilMonotonicNs ns: Int64) {
    var time = timespec(tv_sec: Int(ns / 1_000_000_000), tv_nsec: Int(ns % 1_000_000_000))
    while clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nil) == EINTR {}
  }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
