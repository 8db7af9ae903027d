import ArgumentParser
import Evidence
import LinuxHost

/// A run whose hosts stay up when it is over, for people to look around in them.
struct HeldRun {
  let signals: PendingSignals

  /// Runs the lab, reports, says how to enter its hosts, and waits for Enter, the end of standard input, or a signal.
  ///
  /// - Returns: The exit status.
  func run(_ sessions: [LabSession], report: @escaping ([LabOutcome]) throws -> Int32) throws -> Int32 {
    guard let session = sessions.first, sessions.count == 1 else {
      throw ValidationError("--hold holds one lab, and \(sessions.count) are chosen; choose one")
    }
    var status: Result<Int32, any Error>?
    let outcome = session.run(stopping: signals.descriptor) { outcome, hosts in
      status = Result { try report([outcome]) }
      StandardError.write(Self.instructions(hosts))
      do throws(SystemCallError) {
        _ = try waitReadable([0, signals.descriptor.raw], timeoutNs: nil)
      } catch { StandardError.write("halfopen: \(error)\n") }
    } onProgress: { _, _ in
    }
    // Without a record there is nothing to hold, only to report.
    return try status?.get() ?? report([outcome])
  }

  private static func instructions(_ hosts: [(host: String, command: String)]) -> String {
    guard let example = hosts.first else { return "halfopen: no host is up any more\n" }
    var text = "\nThe hosts are still up. Enter them from another terminal:\n\n"
    let width = hosts.map(\.host.count).max() ?? 0
    for (host, command) in hosts {
      text += "  \(host)\(String(repeating: " ", count: width - host.count))  \(command) bash\n"
    }
    text += """

      or look from outside, for example:

        \(example.command) ss -tanoie
        \(example.command) tcpdump -ni eth0

      Press Enter to end them.

      """
    return text
  }
}
