import LinuxHost

/// Where messages go; standard output carries only the result.
enum StandardError {
  private static let descriptor = Descriptor(borrowing: 2)

  static let isTerminal = LinuxHost.isTerminal(2)

  /// There is nobody left to tell when standard error itself is closed.
  static func write(_ text: String) {
    do throws(SystemCallError) { try descriptor.writeAll(text) } catch {}
  }
}

/// Where the result goes.
enum StandardOutput {
  private static let descriptor = Descriptor(borrowing: 1)

  static func write(_ text: String) throws(OutputError) {
    do throws(SystemCallError) { try descriptor.writeAll(text) } catch {
      throw OutputError(
        reason: SystemCallError("write the result to", on: "standard output", errno: error.errno))
    }
  }
}

/// The result could not be handed over: the disk is full, or standard output is closed.
struct OutputError: Error, CustomStringConvertible {
  /// sysexits.h, EX_IOERR.
  static let exitStatus: Int32 = 74

  let reason: SystemCallError

  var description: String {
    "\(reason); run again with an output that takes it"
  }
}
