internal import CLinuxShims
internal import Glibc

/// How a process ended or what became of it.
package enum ProcessChange: Sendable, Hashable {
  case exited(status: Int32)
  case killed(by: Signal)
  case stopped
  case continued
}

/// A child of this process, known by its pidfd: a recycled pid cannot be hit by mistake.
///
/// Its life ends with the host it runs in, at the latest with the supervisor's pid namespace.
package final class ChildProcess: Sendable {
  /// As this process sees it.
  package let pid: Int32
  /// Readable when the process has ended.
  package let descriptor: Descriptor

  private init(pid: Int32, descriptor: Descriptor) {
    self.pid = pid
    self.descriptor = descriptor
  }

  /// Starts a program; returns when it runs (its `execve` succeeded).
  package static func start(_ specification: ProgramSpecification) throws(SystemCallError) -> ChildProcess {
    var pidfd: Int32 = -1
    var stage: Int32 = 0
    let result = withCStrings(specification.arguments) { arguments in
      withCStrings(specification.environment) { environment in
        spawn(specification, arguments, environment, &pidfd, &stage)
      }
    }
    if result < 0 {
      throw SystemCallError(spawnOperation(stage), on: specification.path, errno: -result)
    }
    return ChildProcess(pid: result, descriptor: Descriptor(owning: pidfd))
  }

  private static func spawn(
    _ specification: ProgramSpecification, _ arguments: CStringArray, _ environment: CStringArray,
    _ pidfd: inout Int32, _ stage: inout Int32
  ) -> Int32 {
    var request = clinux_spawn()
    request.new_namespaces = specification.newNamespaces.rawValue
    request.join_pidfd = specification.host?.descriptor.raw ?? -1
    request.private_mounts = specification.newNamespaces.contains(.mount) ? 1 : 0
    request.death_signal = specification.diesWithParent ? SIGKILL : 0
    request.held_back_signal = specification.knowsEndRequests ? SIGUSR2 : 0
    request.processor = specification.processor.map { Int32(clamping: max(0, $0)) } ?? -1
    request.fd_count = Int32(specification.descriptors.count)
    request.argv = arguments
    request.envp = environment
    let maps = specification.identityMaps
    let texts = [specification.path, maps?.users ?? "", maps?.groups ?? "", specification.directory ?? ""]
    return withCStrings(texts) { strings in
      specification.descriptors.withUnsafeBufferPointer { descriptors in
        request.path = UnsafePointer(strings[0])
        request.uid_map = maps == nil ? nil : UnsafePointer(strings[1])
        request.gid_map = maps == nil ? nil : UnsafePointer(strings[2])
        request.directory = specification.directory == nil ? nil : UnsafePointer(strings[3])
        request.fds = descriptors.baseAddress
        return clinux_spawn_program(&request, &pidfd, &stage)
      }
    }
  }

  /// What happened since the last look; nil when nothing did. An end is reported once, and reaps.
  package func poll() throws(SystemCallError) -> ProcessChange? {
    var code: Int32 = 0
    var status: Int32 = 0
    let found = try checked(
      clinux_waitid_pidfd(descriptor.raw, Int32(WEXITED | WSTOPPED | WCONTINUED), &code, &status),
      "learn the state of process", on: "\(pid)")
    guard found == 1 else { return nil }
    switch Int(code) {
    case Int(CLD_EXITED): return .exited(status: status)
    case Int(CLD_KILLED), Int(CLD_DUMPED): return .killed(by: Signal(number: status))
    case Int(CLD_STOPPED), Int(CLD_TRAPPED): return .stopped
    default: return .continued
    }
  }

  package func send(_ signal: Signal) throws(SystemCallError) {
    try checked(
      clinux_pidfd_send_signal(descriptor.raw, signal.number), "send \(signal) to process", on: "\(pid)")
  }
}

/// How the instrumented peer ends itself when it is asked to, wherever it is blocked.
package enum PeerEnd: Sendable, Hashable {
  case invalidStore
  case abort
  case exit(status: Int32)

  fileprivate var value: Int32 {
    switch self {
    case .invalidStore: Int32(CLINUX_END_STORE)
    case .abort: Int32(CLINUX_END_ABORT)
    case .exit(let status): Int32(CLINUX_END_EXIT) + status
    }
  }
}

extension ChildProcess {
  /// Asks an instrumented peer to end itself.
  package func request(_ end: PeerEnd) throws(SystemCallError) {
    try checked(
      clinux_pidfd_queue_signal(descriptor.raw, SIGUSR2, end.value), "send SIGUSR2 to process", on: "\(pid)")
  }
}

/// What failed where a program or a host could not be started, for the message.
func spawnOperation(_ stage: Int32) -> String {
  switch clinux_stage(UInt32(bitPattern: stage)) {
  case CLINUX_STAGE_MAPS: "map user ids in a new user namespace"
  case CLINUX_STAGE_JOIN: "join the host's namespaces (setns)"
  case CLINUX_STAGE_MOUNT: "mount a private /proc"
  case CLINUX_STAGE_DESCRIPTORS: "arrange descriptors for"
  case CLINUX_STAGE_EXEC: SystemCallError.runProgram
  case CLINUX_STAGE_HOSTNAME: "set the host name"
  case CLINUX_STAGE_HOSTS_FILE:
    "put the lab's names in place of /etc/hosts, which must exist ('sudo touch /etc/hosts' makes it), for host"
  case CLINUX_STAGE_PROCESSOR: "bind to a processor (sched_setaffinity)"
  case CLINUX_STAGE_CONFINE:
    "shield the machine from the lab's programs (mount_setattr, capabilities) for"
  case CLINUX_STAGE_DIRECTORY: "enter the working directory of"
  case CLINUX_STAGE_LOOPBACK: "bring up the loopback interface of host"
  default: SystemCallError.makeProcess
  }
}

typealias CStringArray = UnsafePointer<UnsafeMutablePointer<CChar>?>

/// A NULL-terminated array of C strings, valid inside `body`.
func withCStrings<Value>(_ strings: [String], _ body: (CStringArray) -> Value) -> Value {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  let list = copies + [nil]
  return list.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("the list ends with a nil") }
    return body(base)
  }
}
