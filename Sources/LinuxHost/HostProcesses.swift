internal import Glibc

/// A process of a host, as the host's own /proc shows it.
package struct HostProcess: Sendable, Hashable {
  /// As the host's programs see it.
  package var pid: Int32
  package var name: String
  /// One letter for each thread: `S`, `R`, `T`. Source: proc_pid_stat(5).
  package var threadStates: [Character]

  /// Whether every thread of it is stopped by a signal.
  package var isStopped: Bool { threadStates.allSatisfy { $0 == "T" } }
}

extension HostInit {
  /// The living processes of the host, without its init.
  ///
  /// Read in the host's own /proc, which lists its pid namespace and nothing else: also what its programs
  /// have forked.
  package func processes() throws(SystemCallError) -> [HostProcess] {
    let root = "/proc/\(pid)/root" + "/proc"
    var found: [HostProcess] = []
    for name in try directoryEntries(root) {
      guard let pid = Int32(name), pid != 1 else { continue }
      var states: [Character] = []
      var command = ""
      let threads = try Self.unlessGone { () throws(SystemCallError) in
        try directoryEntries("\(root)/\(pid)/task")
      }
      for thread in threads ?? [] where Int32(thread) != nil {
        let bytes = try Self.unlessGone { () throws(SystemCallError) in
          try Descriptor.open("\(root)/\(pid)/task/\(thread)/stat", flags: .readOnly).readAllFromStart()
        }
        guard let bytes, let status = Self.status(of: String(decoding: bytes, as: UTF8.self)) else {
          continue
        }
        if Int32(thread) == pid { command = status.name }
        // A zombie has ended: it only waits for its parent to look.
        if status.state != "Z", status.state != "X" { states.append(status.state) }
      }
      if !states.isEmpty { found.append(HostProcess(pid: pid, name: command, threadStates: states)) }
    }
    return found
  }

  /// nil for what has ended since it was listed; every other refusal is an error.
  private static func unlessGone<Value>(
    _ read: () throws(SystemCallError) -> Value
  ) throws(SystemCallError) -> Value? {
    do throws(SystemCallError) { return try read() } catch {
      guard error.errno == ENOENT || error.errno == ESRCH else { throw error }
      return nil
    }
  }

  /// `12 (name) S …`; the name may hold anything, parentheses too.
  private static func status(of line: String) -> (name: String, state: Character)? {
    guard let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")"), open < close,
      let state = line[line.index(after: close)...].first(where: { $0 != " " })
    else { return nil }
    return (String(line[line.index(after: open)..<close]), state)
  }
}
