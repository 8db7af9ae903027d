import WireFormat

/// The names of Linux's signals, as records have them.
///
/// Source: signal(7); glibc's sigabbrev_np().
package enum SignalName {
  /// From the first.
  package static let all = [
    "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1",
    "SIGSEGV", "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP",
    "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ", "SIGVTALRM", "SIGPROF", "SIGWINCH",
    "SIGPOLL", "SIGPWR", "SIGSYS",
  ]

  /// Second names of the same numbers.
  private static let aliases = ["SIGIOT": "SIGABRT", "SIGCLD": "SIGCHLD", "SIGIO": "SIGPOLL"]

  /// The name for `SIGKILL`, `kill` or `9`; nil for what is no signal.
  static func canonical(_ word: String) -> String? {
    if let number = Int(word) { return (1...all.count).contains(number) ? all[number - 1] : nil }
    let name = word.uppercased()
    let full = name.hasPrefix("SIG") ? name : "SIG\(name)"
    return aliases[full] ?? (all.contains(full) ? full : nil)
  }
}

extension ParameterReader {
  /// The name of a signal: `SIGKILL`.
  package mutating func signalName(_ key: String) throws(LabDiagnostic) -> String? {
    guard let found = node(key) else { return nil }
    let text = try Self.scalar(found, for: key)
    if let name = SignalName.canonical(text) { return name }
    let near = Spelling.suggestion(for: text, among: SignalName.all)
    throw LabDiagnostic(
      found.position, "unknown signal '\(text.prefix(40))'",
      remedy: near.map { "did you mean '\($0)'?" } ?? "write for example SIGTERM or 15")
  }
}
