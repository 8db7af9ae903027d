package import LinuxHost

/// Supervisors that have said their last word: the kernel takes them down, and with them every process, namespace and
/// link of their labs, which takes some tens of milliseconds that nobody waits for. Those that are down are reaped when
/// the next one comes, the last few by this program's end.
///
/// Used by one thread.
package final class EndingSupervisors {
  /// So many labs may be on their way down while the thread has gone on to the next.
  private static let limit = 4

  private var runs: [SupervisedRun] = []

  package init() {}

  /// Ends a run that nothing more is wanted from. One that has said its last word is about to end by itself; one that
  /// has not may stand still.
  package func add(_ run: SupervisedRun) throws(SystemCallError) {
    runs.append(run)
    try run.kill()
    var alive: [SupervisedRun] = []
    for run in runs where try !run.hasEnded() { alive.append(run) }
    runs = alive
    while runs.count > Self.limit { try runs.removeFirst().reap() }
  }
}
