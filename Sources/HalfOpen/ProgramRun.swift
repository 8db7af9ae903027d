internal import FoundationEssentials
internal import LinuxHost

/// One run of the program `halfopen`.
///
/// It has a thread of its own, so that no thread of Swift's pool is blocked: SIGKILL reaches the program when
/// that thread ends, with the test process at the latest, and whatever a lab made is gone with it.
struct ProgramRun: Sendable {
  var status: Int32
  var output: String
  var errors: String

  /// Runs it to its end; a cancelled task stops it, and its labs with it.
  ///
  /// - Parameter folder: Where its output is kept while it runs: a file cannot fill up as a pipe does.
  static func run(_ arguments: [String], in folder: String) async throws -> ProgramRun {
    let path = try ProgramFile.halfopen()
    let stopping = try Descriptor.event()
    return try await withTaskCancellationHandler {
      let result = await onOwnThread { () throws -> ProgramRun in
        try Self.run(path, arguments, in: folder, until: stopping)
      }
      // Whatever a program that was stopped came to.
      try Task.checkCancellation()
      return try result.get()
    } onCancel: {
      stopping.signalEvent()
    }
  }

  private static func run(
    _ path: String, _ arguments: [String], in folder: String, until stopping: Descriptor
  ) throws -> ProgramRun {
    let name = "\(folder)/\(UUID().uuidString)"
    let writing: OpenFlags = [.writeOnly, .create, .truncate]
    let child = try {
      let input = try Descriptor.open("/dev/null", flags: .readOnly)
      let output = try Descriptor.open(name + ".out", flags: writing)
      let errors = try Descriptor.open(name + ".err", flags: writing)
      return try ChildProcess.start(
        ProgramSpecification(
          path: path, arguments: [path] + arguments, environment: try ProgramFile.environment(),
          descriptors: [input.raw, output.raw, errors.raw], diesWithParent: true))
    }()
    let status = try waitForEnd(of: child, until: stopping)
    return ProgramRun(status: status, output: try text(name + ".out"), errors: try text(name + ".err"))
  }

  private static func waitForEnd(of child: ChildProcess, until stopping: Descriptor) throws -> Int32 {
    while true {
      let ready = try waitReadable([child.descriptor.raw, stopping.raw], timeoutNs: nil)
      switch try child.poll() {
      case .exited(let status): return status
      case .killed(let signal): throw LabError(.notRun, "halfopen was ended by \(signal)")
      case .stopped, .continued, nil: break
      }
      guard ready[1] else { continue }
      stopping.clearEvent()
      // It writes the record of what there was, and ends.
      try child.send(.term)
    }
  }

  private static func text(_ path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  }
}

/// Does blocking work on a thread that is its own.
private func onOwnThread<Value: Sendable>(
  _ work: @escaping @Sendable () throws -> Value
) async -> Result<Value, any Error> {
  var thread: LinuxHost.Thread?
  let result: Result<Value, any Error> = await withCheckedContinuation { continuation in
    do {
      thread = try LinuxHost.Thread.start { continuation.resume(returning: Result { try work() }) }
    } catch {
      continuation.resume(returning: .failure(error))
    }
  }
  // The work is done: this waits for the thread's last few instructions.
  thread?.join()
  return result
}
