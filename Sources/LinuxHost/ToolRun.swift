internal import Glibc

/// A short-lived program on a host, run to its end: `nft -f -`.
package struct ToolRun {
  package var arguments: [String]
  package var host: HostInit
  private static let timeoutNs: Int64 = 10_000_000_000
  /// What fits a pipe at once, so that nobody waits for anybody: pipe(7).
  private static let inputLimit = 65536

  package init(arguments: [String], host: HostInit) {
    self.arguments = arguments
    self.host = host
  }

  /// - Returns: The exit status (128 + signal when killed) and what it printed, errors included.
  package func run(input: String) throws(SystemCallError) -> (status: Int32, output: String) {
    guard input.utf8.count <= Self.inputLimit else {
      throw SystemCallError("hand so long an input to", on: arguments.joined(separator: " "), errno: E2BIG)
    }
    let (child, outputEnd) = try start(input: input)
    var output: [UInt8] = []
    let deadline = Clock.monotonicNs() + Self.timeoutNs
    while let chunk = try nextChunk(outputEnd, until: deadline, child), !chunk.isEmpty { output += chunk }
    return (try status(of: child, until: deadline), String(decoding: output, as: UTF8.self))
  }

  /// Our copies of the child's ends go when this returns, so that both sides see an end of file.
  private func start(input: String) throws(SystemCallError) -> (child: ChildProcess, output: Descriptor) {
    let path = try Executable.find(arguments.first ?? "")
    let (inputEnd, inputSource) = try Descriptor.pipe()
    try inputSource.writeAll(input)
    let (outputEnd, outputTarget) = try Descriptor.pipe()
    let child = try ChildProcess.start(
      ProgramSpecification(
        path: path, arguments: arguments, environment: Environment.cleaned(),
        descriptors: [inputEnd.raw, outputTarget.raw, outputTarget.raw], host: host))
    return (child, outputEnd)
  }

  private func nextChunk(_ output: Descriptor, until deadline: Int64, _ child: ChildProcess)
    throws(SystemCallError) -> [UInt8]?
  {
    guard try waitReadable([output.raw], timeoutNs: deadline - Clock.monotonicNs())[0] else {
      try child.send(.kill)
      throw SystemCallError.timedOut("wait for", on: arguments.joined(separator: " "))
    }
    return try output.readSome()
  }

  private func status(of child: ChildProcess, until deadline: Int64) throws(SystemCallError) -> Int32 {
    _ = try waitReadable([child.descriptor.raw], timeoutNs: deadline - Clock.monotonicNs())
    switch try child.poll() {
    case .exited(let status): return status
    case .killed(let signal): return 128 + signal.number
    case .stopped, .continued, nil:
      try child.send(.kill)
      throw SystemCallError.timedOut("wait for", on: arguments.joined(separator: " "))
    }
  }
}
