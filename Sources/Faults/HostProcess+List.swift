internal import LinuxHost

extension HostProcess {
  /// `redis-server (2), redis-cli (5)`, for a fault's proof.
  static func list(_ processes: [HostProcess]) -> String {
    processes.map { "\($0.name) (pid \($0.pid))" }.joined(separator: ", ")
  }
}
