internal import LinuxHost

/// What decides on this machine whether a lab's namespaces can be made.
package struct MachineFacts: Sendable, Hashable {
  /// Those of `NamespaceRestriction.sysctls` that this kernel has.
  package var sysctls: [String: String]
  /// Whether this process has CAP_SYS_ADMIN in the user namespace it is in: restrictions of the
  /// unprivileged do not concern it.
  package var isPrivileged: Bool
  /// Whether a seccomp filter decides which system calls are allowed, as in most containers.
  package var hasSeccompFilter: Bool
  /// `docker`, `podman`, …; nil where no container is known of.
  package var container: String?
  /// Whether the kernel has user namespaces at all.
  package var hasUserNamespaces: Bool

  package init(
    sysctls: [String: String] = [:], isPrivileged: Bool = false, hasSeccompFilter: Bool = false,
    container: String? = nil, hasUserNamespaces: Bool = true
  ) {
    self.sysctls = sysctls
    self.isPrivileged = isPrivileged
    self.hasSeccompFilter = hasSeccompFilter
    self.container = container
    self.hasUserNamespaces = hasUserNamespaces
  }

  /// This machine's, as far as they can be read: what cannot is as if it were not there.
  package static func current() -> MachineFacts {
    var facts = MachineFacts()
    for key in NamespaceRestriction.sysctls {
      facts.sysctls[key] = value { () throws(SystemCallError) in try Sysctl.read(key) }
    }
    let status = text("/proc/self/status") ?? ""
    facts.isPrivileged = isPrivileged(status)
    facts.hasSeccompFilter = field("Seccomp", in: status) == "2"
    facts.container = container()
    facts.hasUserNamespaces = fileExists("/proc/self/ns/user")
    return facts
  }

  /// Source: capabilities(7): CAP_SYS_ADMIN is bit 21; proc_pid_status(5).
  static func isPrivileged(_ status: String) -> Bool {
    guard let mask = field("CapEff", in: status).flatMap({ UInt64($0, radix: 16) }) else { return false }
    return mask & (1 << 21) != 0
  }

  /// The value of a line `Name:\tvalue`.
  static func field(_ name: String, in status: String) -> String? {
    for line in status.split(separator: "\n") where line.hasPrefix("\(name):") {
      return line.dropFirst(name.utf8.count + 1).split { $0 == " " || $0 == "\t" }.first.map(String.init)
    }
    return nil
  }

  /// The files that Docker and Podman leave in a container's root, and the variable that systemd's
  /// container interface asks every manager to set.
  private static func container() -> String? {
    if fileExists("/.dockerenv") { return "docker" }
    if fileExists("/run/.containerenv") { return "podman" }
    return Environment.value("container").flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func text(_ path: String) -> String? {
    value { () throws(SystemCallError) in
      String(decoding: try Descriptor.open(path, flags: .readOnly).readAllFromStart(), as: UTF8.self)
    }
  }

  /// What cannot be read on this machine is no fact about it.
  private static func value(_ read: () throws(SystemCallError) -> String) -> String? {
    do throws(SystemCallError) { return try read() } catch { return nil }
  }
}
