internal import CLinuxShims
internal import Glibc

/// A signal by its name.
package struct Signal: Sendable, Hashable, CustomStringConvertible {
  package let number: Int32

  package init(number: Int32) { self.number = number }

  /// Reads `KILL`, `SIGKILL` or `9`; nil for what is no signal.
  package init?(_ text: String) {
    if let number = Int32(text) {
      guard (1...31).contains(number) else { return nil }
      self.number = number
      return
    }
    let name = text.hasPrefix("SIG") ? String(text.dropFirst(3)) : text
    let number = clinux_signal_number(name)
    guard number > 0 else { return nil }
    self.number = number
  }

  package static let kill = Signal(number: SIGKILL)
  package static let stop = Signal(number: SIGSTOP)
  package static let cont = Signal(number: SIGCONT)
  package static let segv = Signal(number: SIGSEGV)
  package static let term = Signal(number: SIGTERM)
  package static let int = Signal(number: SIGINT)
  package static let hup = Signal(number: SIGHUP)
  package static let abort = Signal(number: SIGABRT)

  /// Whether it ends a program that does nothing about it. The others are ignored, stop it, or let it go on: signal(7).
  package var endsByDefault: Bool {
    ![SIGCHLD, SIGCONT, SIGURG, SIGWINCH, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU].contains(number)
  }

  /// `SIGKILL`.
  package var description: String {
    guard let name = clinux_signal_abbreviation(number) else { return "signal \(number)" }
    return "SIG" + String(cString: name)
  }
}
