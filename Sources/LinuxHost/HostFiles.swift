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
  ///   - used: Paths that whoever runs the lab lets programs find even where they lie in a folder like /tmp.
  ///   - named: The same by the lab itself: no folder where sockets are.
  package init(hostsFile: String, writable: [String] = [], used: [String] = [], named: [String] = []) {
    self.hostsFile = hostsFile
    self.writable = Self.fromTop(writable.compactMap(resolvedPath))
    visible = Self.fromTop(
      (used + named.filter(Self.mayBeNamed)).map(Self.withoutDots).filter { path in
        Self.ownFolders.contains { path.hasPrefix($0) && path != $0 }
      })
  }

  /// A folder is shown with all that is in it, and a read-only mount keeps nobody from connecting to a socket: so nothing
  /// of /run, which is full of them, nothing that holds /run or /tmp itself, and none with a socket in it.
  private static func mayBeNamed(_ path: String) -> Bool {
    guard let real = resolvedPath(path) else { return true }
    var status = stat()
    guard stat(real, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return true }
    let folder = real == "/" ? real : real + "/"
    return !folder.hasPrefix("/run/") && !ownFolders.contains { $0.hasPrefix(folder) } && !holdsSocket(folder)
  }

  /// Whether there is one in the folder itself; what cannot be read cannot be connected to by its name either.
  private static func holdsSocket(_ folder: String) -> Bool {
    guard let directory = opendir(folder) else { return false }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      if Int32(entry.pointee.d_type) == Int32(DT_SOCK) { return true }
    }
    return false
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
