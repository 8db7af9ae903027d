package import LinuxHost

/// A supervisor that this process has started, as its parent sees it.
///
/// The thread that starts it must live until its last word has come: the kernel kills a supervisor when the
/// thread that made it ends (prctl(2), PR_SET_PDEATHSIG).
package final class SupervisedRun {
  private let child: ChildProcess
  private let channel: Descriptor
  /// How it ended, once that was asked for: the kernel tells it once.
  private var end: ProcessChange?

  private init(child: ChildProcess, channel: Descriptor) {
    self.child = child
    self.channel = channel
  }

  /// Makes the namespaces and starts this program again in them, as `halfopen supervise`.
  package static func start(
    _ request: LabRequest, for task: Supervisor.Task = .lab
  ) throws(SystemCallError) -> SupervisedRun {
    let (ours, theirs) = try Descriptor.socketPair()
    let null = try Descriptor.open("/dev/null", flags: .readWrite)
    let arguments = ["halfopen", task.rawValue] + request.arguments
    let child = try start(arguments, [null.raw, null.raw, 2, theirs.raw])
    return SupervisedRun(child: child, channel: ours)
  }

  /// In a user namespace of its own where the machine allows one; without, if we are root anyway.
  private static func start(_ arguments: [String], _ descriptors: [Int32]) throws(SystemCallError)
    -> ChildProcess
  {
    let kinds: NamespaceKinds = [.pid, .mount, .network, .hostName, .messageQueues]
    let path = try Executable.own()
    func start(_ maps: IdentityMaps?) throws(SystemCallError) -> ChildProcess {
      try ChildProcess.start(
        ProgramSpecification(
          path: path, arguments: arguments, environment: environment, descriptors: descriptors,
          newNamespaces: maps == nil ? kinds : kinds.union(.user), identityMaps: maps, diesWithParent: true))
    }
    do throws(SystemCallError) { return try start(try IdentityMaps.current()) } catch {
      guard isRoot(), ["EPERM", "EINVAL", "ENOSPC", "EUSERS"].contains(error.name) else { throw error }
      return try start(nil)
    }
  }

  /// Ours, without what would make Swift's own crash handler slow a crash down.
  private static var environment: [String] {
    Environment.all.filter { !$0.hasPrefix("SWIFT_BACKTRACE=") } + [ProgramStarter.noBacktrace]
  }

  /// The supervisor's process.
  package var pid: Int32 { child.pid }

  /// Asks the supervisor to end the run now, and to write the record of what there was.
  package func stop(because reason: String) throws(SystemCallError) { try channel.sendMessage(reason) }

  /// Waits for the supervisor's next word.
  ///
  /// - Parameter other: Something else to be waited for.
  /// - Returns: nil when the time is over first, or the other thing has come.
  package func nextMessage(timeoutNs: Int64?, or other: Descriptor? = nil) throws(SystemCallError)
    -> SupervisorMessage?
  {
    let watched = [channel.raw] + (other.map { [$0.raw] } ?? [])
    guard try waitReadable(watched, timeoutNs: timeoutNs)[0] else { return nil }
    guard let bytes = try channel.readSome(8192), !bytes.isEmpty,
      let message = SupervisorMessage(String(decoding: bytes, as: UTF8.self))
    else { return .failed("the supervisor ended without a record: \(try ending())") }
    return message
  }

  private func ending() throws(SystemCallError) -> String {
    _ = try waitReadable([child.descriptor.raw], timeoutNs: 5_000_000_000)
    guard try hasEnded() else { return "still there" }
    switch end {
    case .exited(let status): return "exit status \(status)"
    case .killed(.kill):
      return
        "killed by \(Signal.kill): by somebody, or for want of memory, which 'sudo dmesg' tells; run the lab again"
    case .killed(let signal):
      return "killed by \(signal): this is a bug of halfopen: please report it with the lab"
    case .stopped, .continued, nil: return "gone"
    }
  }

  func hasEnded() throws(SystemCallError) -> Bool {
    while end == nil, let change = try child.poll() {
      switch change {
      case .exited, .killed: end = change
      case .stopped, .continued: continue
      }
    }
    return end != nil
  }

  /// Ends the supervisor, whatever it does or waits for, and with it every process of the lab.
  package func kill() throws(SystemCallError) {
    if try !hasEnded() { try child.send(.kill) }
  }

  /// Waits until the supervisor, and with it every process of the lab, is gone.
  package func reap() throws(SystemCallError) {
    while try !hasEnded() { _ = try waitReadable([child.descriptor.raw], timeoutNs: nil) }
  }
}
