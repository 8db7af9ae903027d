import LinuxHost

/// Where messages go; standard output carries only the result.
enum StandardError {
  private static let descriptor = Descriptor(borrowing: 2)

  static func write(_ text: String) { writeIgnoringErrors(text, to: descriptor) }

  static let isTerminal = LinuxHost.isTerminal(2)

  /// There is nobody left to tell when standard error itself is closed.
  private static func writeIgnoringErrors(_ text: String, to descriptor: Descriptor) {
    do throws(SystemCallError) { try descriptor.writeAll(text) } catch {}
  }
}

/// Where the result goes, flushed before the process ends.
enum StandardOutput {
  private static let descriptor = Descriptor(borrowing: 1)

  static let isTerminal = LinuxHost.isTerminal(1)

  static func write(_ text: String) throws(SystemCallError) { try descriptor.writeAll(text) }
}
