internal import CLinuxShims
internal import Glibc

/// Processors that the calling thread may run on.
package func availableProcessors() -> Int { max(1, Int(clinux_processor_count())) }

/// Binds the calling thread, and the threads and processes that it makes from now on, to one processor.
///
/// - Parameter number: The n-th of those that it may use, counted round.
package func bindToProcessor(_ number: Int) throws(SystemCallError) {
  let index = Int32(clamping: max(0, number))
  try checked(clinux_bind_to_processor(index), "bind to a processor (sched_setaffinity)")
}

/// Lets the calling thread have its share of the processors in many short turns, so that it has one soon after it wakes,
/// also beside programs that compute all the time. Needs no privilege; kernels before Linux 6.12 take no notice.
/// Source: sched_setattr(2), sched_runtime.
package func useShortTurns() { _ = clinux_set_turn(100_000) }

/// Lets the calling thread's timeouts end when they are due, not up to 50 µs later. Source: prctl(2).
package func useExactTimers() { _ = clinux_prctl(Int32(PR_SET_TIMERSLACK), 1) }
