package import LinuxHost

/// Supervisors that have said their last word: the kernel takes them down, and with them every process, namespace and
/// link of their labs, which takes some tens of milliseconds that nobody waits for.
///
/// Used by one thread.
package final class EndingSupervisors {
  /// So many labs may be on their way down while the thread has gone on to the next.
  private static let limit = 4

  private var children: [ChildProcess] = []

  package init() {}

  /// Leaves a run to its end; one that has not said its last word finds its parent gone and ends, too.
  package func add(_ run: SupervisedRun) throws(SystemCallError) {
    children.append(run.child)
    var alive: [ChildProcess] = []
    for child in children where try !child.hasEnded() { alive.append(child) }
    children = alive
    while children.count > Self.limit { try children.removeFirst().awaitEnd() }
  }
}

extension ChildProcess {
  fileprivate func hasEnded() throws(SystemCallError) -> Bool {
    switch try poll() {
    case .exited, .killed: true
    case .stopped, .continued, nil: false
    }
  }

  fileprivate func awaitEnd() throws(SystemCallError) {
    while try !hasEnded() { _ = try waitReadable([descriptor.raw], timeoutNs: nil) }
  }
}
