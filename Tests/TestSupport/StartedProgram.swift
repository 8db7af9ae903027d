internal import Foundation

/// The built `halfopen` while it runs, so that a test can do something to it.
package final class StartedProgram {
  private let process: Process
  private let folder: String
  package var pid: Int32 { process.processIdentifier }

  /// Starts it in the package's root, with output in files: neither can fill up and block the other.
  package init(
    _ arguments: [String], program: String = BuiltProgram.path, standardOutput: String? = nil
  ) throws {
    folder = try BuiltProgram.temporaryFolder()
    process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: BuiltProgram.root)
    process.environment = Self.environment
    process.standardInput = FileHandle.nullDevice
    for name in ["out", "err"] { try Data().write(to: URL(fileURLWithPath: folder + "/" + name)) }
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: standardOutput ?? folder + "/out"))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder + "/err"))
    try process.run()
  }

  /// Ours, without what says how wide and in which characters to print, where to, and which part of the labs.
  private static let environment: [String: String] = {
    var variables = ProcessInfo.processInfo.environment.filter { name, _ in
      !["TERM", "COLUMNS", "LINES", "NO_COLOR", "LANG", "HALFOPEN_OUTPUT"].contains(name)
        && !name.hasPrefix("LC_") && !name.hasPrefix("HALFOPEN_SHARD")
    }
    variables["LC_ALL"] = "C.UTF-8"
    return variables
  }()

  /// Waits for its end. Called once.
  package func finish() throws -> BuiltProgram.Result {
    defer { BuiltProgram.remove(folder) }
    process.waitUntilExit()
    return BuiltProgram.Result(
      status: process.terminationStatus, wasKilled: process.terminationReason == .uncaughtSignal,
      output: try text("out"), errors: try text("err"))
  }

  /// The same; one that takes longer is killed, which its result shows.
  package func finish(within limit: Duration) throws -> BuiltProgram.Result {
    let deadline = ContinuousClock.now + limit
    while process.isRunning, ContinuousClock.now < deadline { usleep(2000) }
    if process.isRunning { kill(pid, SIGKILL) }
    return try finish()
  }

  private func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)), as: UTF8.self)
  }
}
