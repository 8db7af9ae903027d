internal import LabModel
internal import LinuxHost

/// Starts a lab's program on a host, its output in the run directory.
struct ProgramStarter {
  let request: LabRequest
  let host: HostInit
  /// For programs of ours: Swift's own crash handler would slow a crash down.
  static let noBacktrace = "SWIFT_BACKTRACE=enable=no"

  /// A program that was started, and the lines to it.
  struct Started {
    var child: ChildProcess
    /// To our peer and the child that it forks; none to another program.
    var channels: [Descriptor] = []
    /// What another program prints; our peer prints nothing, and its few words go straight into a file.
    var outputs: [ProgramOutput] = []
    var command: [String]
  }

  func start(_ process: LabProcess) throws(SystemCallError) -> Started {
    guard let words = process.command(ofLabFile: request.file) else { return try startPeer(process) }
    return try startCommand(process, words)
  }

  private func startPeer(_ process: LabProcess) throws(SystemCallError) -> Started {
    let output = try outputFile(process, "stdout")
    let errors = try outputFile(process, "stderr")
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
        path: request.peerPath, arguments: command,
        environment: Environment.cleaned() + [Self.noBacktrace],
        descriptors: [ProgramSpecification.ownNull, output.raw, errors.raw] + theirs.map(\.raw), host: host,
        processor: request.processor, knowsEndRequests: true))
    return Started(child: child, channels: ours, command: command)
  }

  private func startCommand(_ process: LabProcess, _ words: [String]) throws(SystemCallError) -> Started {
    let path = try Executable.find(words.first ?? "")
    let names = Set(process.environment.map { $0.prefix { $0 != "=" } })
    let inherited = Environment.cleaned(keeping: request.variables).filter {
      !names.contains($0.prefix { $0 != "=" })
    }
    for file in process.files {
      try writeFile("\(request.workingFolder)/\(file.name)", Array(file.text.utf8))
    }
    let output = try Descriptor.pipe()
    let errors = try Descriptor.pipe()
    let child = try ChildProcess.start(
      ProgramSpecification(
        path: path, arguments: words, environment: inherited + process.environment,
        directory: request.workingFolder,
        descriptors: [ProgramSpecification.ownNull, output.write.raw, errors.write.raw],
        host: host, processor: request.processor))
    let wanted = process.readiness?.output
    return Started(
      child: child,
      outputs: [
        try ProgramOutput(pipe: output.read, file: outputFile(process, "stdout"), wanted: wanted),
        try ProgramOutput(pipe: errors.read, file: outputFile(process, "stderr"), wanted: wanted),
      ], command: words)
  }

  /// Appended to: a process may be started again after a reboot.
  private func outputFile(_ process: LabProcess, _ ending: String) throws(SystemCallError) -> Descriptor {
    try Descriptor.open(
      "\(request.directory)/\(process.name).\(ending)", flags: [.writeOnly, .create, .append, .noFollow])
  }
}
