internal import CLinuxShims
internal import Glibc

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
  /// For our peer: no request to end (SIGUSR2) reaches it before it knows what that is.
  package var knowsEndRequests: Bool
  /// SIGKILL when the thread that started it ends.
  package var diesWithParent: Bool

  package init(
    path: String, arguments: [String], environment: [String], directory: String? = nil,
    descriptors: [Int32], host: HostInit? = nil, newNamespaces: NamespaceKinds = [],
    identityMaps: IdentityMaps? = nil, processor: Int? = nil, knowsEndRequests: Bool = false,
    diesWithParent: Bool = false
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
    self.knowsEndRequests = knowsEndRequests
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

  /// Whether the root that we are is root outside of our user namespace, too: then our files are its files.
  package static func haveRoot() throws(SystemCallError) -> Bool {
    let text = String(
      decoding: try Descriptor.open("/proc/self/uid_map", flags: .readOnly).readAllFromStart(), as: UTF8.self)
    return geteuid() == 0
      && text.split(separator: "\n").contains { $0.split(separator: " ").prefix(2) == ["0", "0"] }
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
