internal import Evidence

extension Run {
  /// One system call of an instrumented peer.
  public struct Call: Sendable, Hashable {
    public var process: String
    public var host: String
    /// The operation's word: `receive`.
    public var operation: String
    /// The whole instruction: `receive 10`.
    public var instruction: String
    public var startedAt: Duration
    /// nil: it never returned.
    public var endedAt: Duration?
    /// Bytes for `send` and `receive`, else 0; −1 with an error.
    public var result: Int?
    /// The errno's name: `ECONNRESET`.
    public var error: String?

    /// How long it took; nil: it never returned.
    public var elapsed: Duration? { endedAt.map { $0 - startedAt } }
  }

  /// One program, from its start to its end.
  public struct Process: Sendable, Hashable {
    public var name: String
    public var host: String
    public var startedAt: Duration
    /// nil: it still ran when the lab ended.
    public var exitedAt: Duration?
    /// nil: it still ran, or a signal ended it.
    public var exitStatus: Int?
    /// The signal that ended it: `SIGKILL`.
    public var signal: String?
    /// The first 64 KiB; empty for an instrumented peer.
    public var standardOutput: String
    public var standardError: String
  }

  /// A fault that was applied.
  public struct Fault: Sendable, Hashable {
    /// `power-off`.
    public var kind: String
    /// As the lab writes it: `power-off: server`.
    public var text: String
    public var appliedAt: Duration
    /// How it was seen to have taken hold.
    public var proof: String
  }

  /// The calls of instrumented peers, in the order in which they were made.
  ///
  /// - Parameters:
  ///   - process: Only this one's; nil: everybody's.
  ///   - operation: Only these: `receive`.
  public func calls(of process: String? = nil, operation: String? = nil) -> [Call] {
    record.calls.filter { call in
      (process == nil || call.process == process) && (operation == nil || call.operation == operation)
    }.map {
      Call(
        process: $0.process, host: $0.host, operation: $0.operation, instruction: $0.instruction,
        startedAt: time($0.startedAtNs), endedAt: $0.endedAtNs.map(time), result: $0.result, error: $0.error)
    }
  }

  /// The programs that ran, in the order of their starts.
  public var processes: [Process] {
    record.processes.map { process in
      var result = Process(
        name: process.name, host: process.host, startedAt: time(process.startedAtNs),
        exitedAt: process.exitedAtNs.map(time), exitStatus: nil, signal: nil,
        standardOutput: process.output?.standardOutput ?? "",
        standardError: process.output?.standardError ?? "")
      switch process.exit {
      case .status(let status)?: result.exitStatus = status
      case .signal(let name)?: result.signal = name
      case nil: break
      }
      return result
    }
  }

  /// The faults, in the order in which they were applied.
  public var faults: [Fault] {
    record.faults.map {
      Fault(kind: $0.kind, text: $0.text, appliedAt: time($0.appliedAtNs), proof: $0.proof)
    }
  }
}
