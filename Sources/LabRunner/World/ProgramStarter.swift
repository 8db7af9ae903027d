internal import LabModel
internal import LinuxHost

/// Starts a lab's program on a host, its output in the run directory.
struct ProgramStarter {
  let request: LabRequest
  let host: HostInit

  func start(_ process: LabProcess) throws(SystemCallError) -> (
    child: ChildProcess, channels: [Descriptor], command: [String]
  ) {
    let input = try Descriptor.open("/dev/null", flags: .readOnly)
    let output = try outputFile(process, "stdout")
    let errors = try outputFile(process, "stderr")
    switch process.program {
    case .socket:
      let command = ["halfopen-peer"] + (request.instructions[process.name] ?? [])
      var ours: [Descriptor] = []
      var theirs: [Descriptor] = []
      // One for the peer, and one for the child that it forks.
      for _ in 0..<(process.childName == nil ? 1 : 2) {
        let pair = try Descriptor.socketPair()
        try pair.0.setNonBlocking(true)
        ours.append(pair.0)
        theirs.append(pair.1)
      }
      let child = try ChildProcess.start(
        ProgramSpecification(
          path: request.peerPath, arguments: command, environment: Self.environment,
          descriptors: [input.raw, output.raw, errors.raw] + theirs.map(\.raw), host: host))
      return (child, ours, command)
    case .command(let words):
      let path = try Executable.find(words.first ?? "")
      let child = try ChildProcess.start(
        ProgramSpecification(
          path: path, arguments: words, environment: Self.environment,
          descriptors: [input.raw, output.raw, errors.raw], host: host))
      return (child, [], words)
    }
  }

  /// Ours, without what would make Swift's own crash handler slow a crash down.
  static var environment: [String] {
    Environment.all.filter { !$0.hasPrefix("SWIFT_BACKTRACE=") } + ["SWIFT_BACKTRACE=enable=no"]
  }

  /// Appended to: a process may be started again after a reboot.
  private func outputFile(_ process: LabProcess, _ ending: String) throws(SystemCallError) -> Descriptor {
    try Descriptor.open(
      "\(request.directory)/\(process.name).\(ending)", flags: [.writeOnly, .create, .append])
  }
}
