internal import CLinuxShims

/// Signals of this process as something to wait for, instead of its end. Source: signalfd(2).
package final class PendingSignals: Sendable {
  package let descriptor: Descriptor

  /// Takes the signals from now on: in the calling thread and in those that it starts. Programs that are started
  /// have them as ever.
  package init(_ signals: [Signal]) throws(SystemCallError) {
    let numbers = signals.map(\.number)
    descriptor = Descriptor(
      owning: try checked(clinux_take_signals(numbers, Int32(numbers.count)), "take over signals (signalfd)"))
  }

  /// The next one that has come; nil when there is none.
  ///
  /// Source: struct signalfd_siginfo, whose first field is the number.
  package func next() throws(SystemCallError) -> Signal? {
    guard let bytes = try descriptor.readSome(128), bytes.count >= 4 else { return nil }
    return Signal(number: Int32(bytes[0]))
  }
}
