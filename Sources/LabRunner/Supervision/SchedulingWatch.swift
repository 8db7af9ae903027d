internal import Evidence
internal import LinuxHost
internal import Synchronization

/// Measures how late the machine lets this lab's processor run: what a judge must know before it blames TCP.
///
/// A thread on the lab's processor sleeps for a moment again and again, and notes when it woke up too late. The
/// supervisor itself notes when it looks too late at what a packet did to a socket.
final class SchedulingWatch: Sendable {
  private static let intervalNs: Int64 = 10_000_000
  /// Less is what every timer of a busy machine has, and no limit of a lab is that narrow.
  private static let notableNs: Int64 = 20_000_000

  private let isOver = Atomic<Bool>(false)
  private let delays = Mutex(DelayLog())

  /// Begins to measure.
  ///
  /// - Returns: The watch, and the thread that it ends with `finish`.
  static func start() throws(SystemCallError) -> (SchedulingWatch, Thread) {
    let watch = SchedulingWatch()
    return (watch, try Thread.start { watch.run() })
  }

  private func run() {
    while !isOver.load(ordering: .relaxed) {
      let due = Clock.monotonicNs() + Self.intervalNs
      Clock.sleep(untilMonotonicNs: due)
      let lateNs = Clock.monotonicNs() - due
      note(lateNs)
    }
  }

  /// Notes that something is done now that was due `lateNs` ago.
  func note(_ lateNs: Int64) {
    guard lateNs >= Self.notableNs else { return }
    let delay = SchedulingDelay(endedAtNs: Clock.realtimeNs(), ns: lateNs)
    delays.withLock { $0.note(delay) }
  }

  /// Ends the measuring.
  ///
  /// - Returns: The delays of 20 ms and more, none of which overlap.
  func finish(_ thread: Thread) -> [SchedulingDelay] {
    isOver.store(true, ordering: .relaxed)
    thread.join()
    return delays.withLock { $0.delays }
  }
}
