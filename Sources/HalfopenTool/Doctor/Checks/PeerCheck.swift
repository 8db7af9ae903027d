import LinuxHost

/// The instrumented peer is there and starts.
struct PeerCheck: MachineCheck {
  static let name = "peer"
  static let neededFor = "labs with 'socket:' processes"

  private static let timeoutNs: Int64 = 10_000_000_000

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    let path: String
    do { path = try OwnFiles.peer() } catch {
      return .missing(
        what: "the program halfopen-peer is not beside halfopen", why: "\(error)",
        remedy: "run 'make build', and install both programs into one folder")
    }
    do throws(SystemCallError) {
      let null = try Descriptor.open("/dev/null", flags: .readWrite)
      let child = try ChildProcess.start(
        ProgramSpecification(
          path: path, arguments: ["halfopen-peer", "exit"], environment: Environment.all,
          descriptors: [null.raw, null.raw, null.raw, null.raw], diesWithParent: true))
      _ = try waitReadable([child.descriptor.raw], timeoutNs: timeoutNs)
      let ending = try child.poll()
      if ending == .exited(status: 0) { return .good(path) }
      try child.send(.kill)
      return .missing(
        what: "\(path) does not work", why: "it \(ending.map { "\($0)" } ?? "did not end within 10 s")",
        remedy: "run 'make build'")
    } catch {
      return .missing(what: "\(path) does not start", why: "\(error)", remedy: "run 'make build'")
    }
  }
}
