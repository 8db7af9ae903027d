internal import CLinuxShims
internal import Glibc

/// A signal by its name.
package struct Signal: Sendable, Hashable, CustomStringConvertible {
  package let number: Int32

  package init(number: Int32) { self.number = number }

  /// Reads `KILL`, `SIGKILL` or `9`; nil for what is no signal.
  package init?(_ text: String) {
    if let number = Int32(text) {
      guard (1...31).contains(number) else { return nil }
      self.number = number
      return
    }
    let name = text.hasPrefix("SIG") ? String(text.dropFirst(3)) : text
    let number = clinux_signal_number(name)
    guard number > 0 else { return nil }
    self.number = number
  }

  package static let kill = Signal(number: SIGKILL)
  package static let stop = Signal(number: SIGSTOP)
  package static let cont = Signal(number: SIGCONT)
  package static let segv = Signal(number: SIGSEGV)
  package static let term = Signal(number: SIGTERM)
  package static let int = Signal(number: SIGINT)
  package static let hup = Signal(number: SIGHUP)
  package static let abort = Signal(number: SIGABRT)

  /// `SIGKILL`.
  package var description: String {
    guard let name = clinux_signal_abbreviation(number) else { return "signal \(number)" }
    return "SIG" + String(cString: name)
  }
}

/// What to start, and where.
package struct ProgramSpecification {
  package var path: String
  package var arguments: [String]
  package var environment: [String]
  /// Its working directory; nil leaves ours.
  package var directory: String?
  /// Become 0, 1, 2, … in the child, `ownNull` its host's /dev/null; everything else is closed there.
  package var descriptors: [Int32]
  /// Stands for the /dev/null that the child itself sees.
  package static let ownNull: Int32 = -1
  /// The host whose namespaces the program joins.
  package var host: HostInit?
  /// For the supervisor: its namespaces are new.
  package var newNamespaces: NamespaceKinds
  package var identityMaps: IdentityMaps?
  /// The one that it is bound to, as `bindToProcessor` counts; nil for any.
  package var processor: Int?
  /// SIGKILL when the thread that started it ends.
  package var diesWithParent: Bool

  package init(
    path: String, arguments: [String], environment: [String], directory: String? = nil,
    descriptors: [Int32], host: HostInit? = nil, newNamespaces: NamespaceKinds = [],
    identityMaps: IdentityMaps? = nil, processor: Int? = nil, diesWithParent: Bool = false
  ) {
    self.path = path
    self.arguments = arguments
    self.environment = environment
    self.directory = directory
    self.descriptors = descriptors
    self.host = host
    self.newNamespaces = newNamespaces
    self.identityMaps = identityMaps
    self.processor = processor
    self.diesWithParent = diesWithParent
  }
}

/// Kinds of namespaces. Source: namespaces(7).
package struct NamespaceKinds: OptionSet, Sendable {
  package let rawValue: UInt64
  package init(rawValue: UInt64) { self.rawValue = rawValue }

  package static let user = NamespaceKinds(rawValue: UInt64(CLONE_NEWUSER))
  package static let pid = NamespaceKinds(rawValue: UInt64(CLONE_NEWPID))
  package static let mount = NamespaceKinds(rawValue: UInt64(CLONE_NEWNS))
  package static let network = NamespaceKinds(rawValue: UInt64(CLONE_NEWNET))
  package static let hostName = NamespaceKinds(rawValue: UInt64(CLONE_NEWUTS))
  /// System V's and POSIX's message queues, semaphores and shared memory.
  package static let messageQueues = NamespaceKinds(rawValue: UInt64(CLONE_NEWIPC))
}

/// Which ids a new user namespace has. Source: user_namespaces(7).
package struct IdentityMaps: Sendable, Hashable {
  package var users: String
  package var groups: String

  /// As root every id of ours, so that programs may drop their privileges; else ourselves as root.
  package static func current() throws(SystemCallError) -> IdentityMaps {
    guard geteuid() == 0 else {
      return IdentityMaps(users: "0 \(geteuid()) 1\n", groups: "0 \(getegid()) 1\n")
    }
    return IdentityMaps(
      users: try identity(of: "/proc/self/uid_map"), groups: try identity(of: "/proc/self/gid_map"))
  }

  /// The ids that a map's left column names, each mapped to itself.
  private static func identity(of path: String) throws(SystemCallError) -> String {
    let text = String(decoding: try Descriptor.open(path, flags: .readOnly).readAllFromStart(), as: UTF8.self)
    return text.split(separator: "\n").compactMap { line -> String? in
      let words = line.split(separator: " ")
      return words.count == 3 ? "\(words[0]) \(words[0]) \(words[2])\n" : nil
    }.joined()
  }
}

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
      throw SystemCallError(describe(stage), on: specification.path, errno: -result)
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

/// The first process of a host: PID 1 of its own namespaces, which last as long as it does.
///
/// Ended by `kill`, by the supervisor's end (it lives in the supervisor's pid namespace), never by itself.
package final class HostInit: Sendable {
  package let pid: Int32
  package let descriptor: Descriptor

  private init(pid: Int32, descriptor: Descriptor) {
    self.pid = pid
    self.descriptor = descriptor
  }

  /// - Parameters:
  ///   - name: The host's name, also its UTS host name.
  ///   - files: What its programs see of the machine's files.
  package static func start(name: String, files: HostFiles) throws(SystemCallError) -> HostInit {
    var pidfd: Int32 = -1
    var stage: Int32 = 0
    let pid = withCStrings([name, files.hostsFile]) { names in
      withCStrings(files.writable) { writable in
        withCStrings(files.visible) { visible in
          var host = clinux_host()
          host.name = UnsafePointer(names[0])
          host.hosts_file = UnsafePointer(names[1])
          host.writable = writable
          host.visible = visible
          return clinux_spawn_host_init(&host, &pidfd, &stage)
        }
      }
    }
    if pid < 0 { throw SystemCallError(describe(stage), on: name, errno: -pid) }
    return HostInit(pid: pid, descriptor: Descriptor(owning: pidfd))
  }

  package func send(_ signal: Signal) throws(SystemCallError) {
    try checked(
      clinux_pidfd_send_signal(descriptor.raw, signal.number), "send \(signal) to host", on: "\(pid)")
  }

  /// Whether it has ended, and with it every process of its pid namespace. Reaps.
  package func hasEnded() throws(SystemCallError) -> Bool {
    var code: Int32 = 0
    var status: Int32 = 0
    return try checked(
      clinux_waitid_pidfd(descriptor.raw, Int32(WEXITED), &code, &status), "learn the state of host",
      on: "\(pid)") == 1
  }
}

private func describe(_ stage: Int32) -> String {
  switch clinux_stage(UInt32(bitPattern: stage)) {
  case CLINUX_STAGE_MAPS: "map user ids in a new user namespace"
  case CLINUX_STAGE_JOIN: "join the host's namespaces (setns)"
  case CLINUX_STAGE_MOUNT: "mount a private /proc"
  case CLINUX_STAGE_DESCRIPTORS: "arrange descriptors for"
  case CLINUX_STAGE_EXEC: "run"
  case CLINUX_STAGE_HOSTNAME: "set the host name"
  case CLINUX_STAGE_HOSTS_FILE:
    "put the lab's names in place of /etc/hosts, which must exist ('sudo touch /etc/hosts' makes it), for host"
  case CLINUX_STAGE_PROCESSOR: "bind to a processor (sched_setaffinity)"
  case CLINUX_STAGE_CONFINE:
    "shield the machine from the lab's programs (mount_setattr, capabilities) for"
  case CLINUX_STAGE_DIRECTORY: "enter the working directory of"
  case CLINUX_STAGE_LOOPBACK: "bring up the loopback interface of host"
  default: "make a process in new namespaces (clone3)"
  }
}

typealias CStringArray = UnsafePointer<UnsafeMutablePointer<CChar>?>

/// A NULL-terminated array of C strings, valid inside `body`.
private func withCStrings<Value>(_ strings: [String], _ body: (CStringArray) -> Value) -> Value {
  let copies = strings.map { strdup($0) }
  defer { for copy in copies { free(copy) } }
  let list = copies + [nil]
  return list.withUnsafeBufferPointer { buffer in
    guard let base = buffer.baseAddress else { preconditionFailure("the list ends with a nil") }
    return body(base)
  }
}
