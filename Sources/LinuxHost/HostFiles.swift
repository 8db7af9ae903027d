internal import CLinuxShims
internal import Glibc

/// What a host's programs see of the machine's files: all of them, read-only; /tmp, /var/tmp, /run and /dev of their
/// own; and some folders that they may write to.
///
/// docs/security.md says why, and what that does not keep from them.
package struct HostFiles: Sendable, Hashable {
  /// A file in /etc/hosts' form; programs of this host read it as /etc/hosts.
  package var hostsFile: String
  /// Absolute paths that exist, without links. Those above others come first.
  package private(set) var writable: [String]
  /// Absolute paths below the folders that are the host's own, where what the machine has there is to be seen.
  package private(set) var visible: [String]

  /// Folders whose contents a host has for itself.
  private static let ownFolders = ["/tmp/", "/var/tmp/", "/run/"]

  /// - Parameters:
  ///   - writable: Folders that programs may write to. What is not there is passed over.
  ///   - used: Paths that the lab's programs have to find even where they lie in a folder like /tmp.
  package init(hostsFile: String, writable: [String] = [], used: [String] = []) {
    self.hostsFile = hostsFile
    self.writable = Self.fromTop(writable.compactMap(resolvedPath))
    visible = Self.fromTop(
      used.map(Self.withoutDots).filter { path in
        Self.ownFolders.contains { path.hasPrefix($0) && path != $0 }
      })
  }

  /// Links are left as they are: what one leads to is shown at its own place.
  private static func withoutDots(_ path: String) -> String {
    guard path.hasPrefix("/") else { return path }
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  private static func fromTop(_ paths: [String]) -> [String] {
    Set(paths).sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
  }
}

extension HostInit {
  /// Whether there is something of this absolute path, as the host's programs see it.
  package func hasFile(_ path: String) throws(SystemCallError) -> Bool {
    let root = try Descriptor.open("/proc/\(pid)/root", flags: [.readOnly, .directory])
    return try checked(clinux_exists_in_root(root.raw, path), "look for", on: path) == 1
  }
}
