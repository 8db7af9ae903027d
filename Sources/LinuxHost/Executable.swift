internal import CLinuxShims
internal import Glibc

/// Finds programs.
package enum Executable {
  /// The file of a command: itself when it has a slash, else the first on PATH or in the system folders
  /// that a plain user's PATH lacks.
  package static func find(_ command: String) throws(SystemCallError) -> String {
    guard !command.contains("/") else { return command }
    for folder in folders where access("\(folder)/\(command)", X_OK) == 0 { return "\(folder)/\(command)" }
    throw SystemCallError(SystemCallError.findProgram, on: command, errno: ENOENT)
  }

  /// Where programs are looked for.
  package static var folders: [String] {
    let path = Environment.value("PATH") ?? ""
    return path.split(separator: ":").map(String.init) + ["/usr/sbin", "/sbin", "/usr/local/sbin"]
  }

  /// This program's own file.
  package static func own() throws(SystemCallError) -> String {
    try linkTarget("/proc/self/exe")
  }
}

/// Where a symbolic link leads.
package func linkTarget(_ path: String) throws(SystemCallError) -> String {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let length = try checkedErrno(readlink(path, &buffer, buffer.count), "read the link", on: path)
  return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// This process's environment.
package enum Environment {
  /// `NAME=value` each.
  package static var all: [String] {
    var found: [String] = []
    var entry = environ
    while let text = entry.pointee {
      found.append(String(cString: text))
      entry += 1
    }
    return found
  }

  /// What a program needs to find others, and to speak to people in their language; of the rest, which may be
  /// secrets, only what is asked for.
  ///
  /// - Parameter names: Further variables.
  package static func cleaned(keeping names: [String] = []) -> [String] {
    let kept = Set(common + names)
    return all.filter { entry in
      let name = String(entry.prefix { $0 != "=" })
      return kept.contains(name) || prefixes.contains { name.hasPrefix($0) }
    }
  }

  private static let common = [
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "TERM", "LANG", "LANGUAGE", "TZ", "LD_LIBRARY_PATH",
    "ASAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS", "UBSAN_OPTIONS",
  ]
  private static let prefixes = ["LC_", "HALFOPEN_"]

  /// The folder that this process is in, or "/" where that is gone.
  package static var workingDirectory: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  package static func value(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    return String(cString: value)
  }
}

/// Makes a folder, unless it is there; a link to one is none.
package func makeFolder(_ path: String) throws(SystemCallError) {
  guard mkdir(path, 0o755) != 0 else { return }
  guard errno == EEXIST else { throw SystemCallError("make the folder", on: path, errno: errno) }
  _ = try Descriptor.open(path, flags: [.readOnly, .directory, .noFollow])
}

/// A path without symbolic links; nil where there is nothing.
package func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}

/// The path from the root; one that is relative begins in the folder that this process is in.
package func absolutePath(_ path: String) -> String {
  path.hasPrefix("/") ? path : Environment.workingDirectory + "/" + path
}

/// Whether there is something of this path.
package func fileExists(_ path: String) -> Bool { access(path, F_OK) == 0 }

/// Makes a folder and those above it that are missing.
package func makeFolders(_ path: String) throws(SystemCallError) {
  var made = path.hasPrefix("/") ? "" : "."
  for name in path.split(separator: "/") {
    made += "/\(name)"
    if !fileExists(made) { try makeFolder(made) }
  }
}

/// Removes a file.
package func removeFile(_ path: String) throws(SystemCallError) {
  try checkedErrno(Int(unlink(path)), "remove", on: path)
}

/// Whether this process has the superuser's id.
package func isRoot() -> Bool { geteuid() == 0 }

/// Binds the calling thread, and the threads and processes that it makes from now on, to one processor.
///
/// - Parameter number: The n-th of those that it may use, counted round.
package func bindToProcessor(_ number: Int) throws(SystemCallError) {
  let index = Int32(clamping: max(0, number))
  try checked(clinux_bind_to_processor(index), "bind to a processor (sched_setaffinity)")
}

/// Ends this process at once, without any clean-up of its own.
package func endImmediately(status: Int32 = 0) -> Never { _exit(status) }

/// Makes a write to a closed pipe or socket an error instead of this process's end.
package func ignoreBrokenPipes() { signal(SIGPIPE, SIG_IGN) }

/// Whether a descriptor is a terminal.
package func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

/// Columns of the terminal that a descriptor is; nil where it is none or does not say. Source: tty_ioctl(4).
package func terminalWidth(_ descriptor: Int32) -> Int? {
  var size = winsize()
  guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
  return Int(size.ws_col)
}

/// Processors that the calling thread may run on.
package func availableProcessors() -> Int { max(1, Int(clinux_processor_count())) }

/// Gives descriptors 0, 1 and 2 something to be where whoever started this process had closed them.
///
/// Otherwise the next file opened would become standard output. A write to such an output is still refused
/// (EBADF), as it would be to a closed one.
package func openClosedStandardDescriptors() {
  for descriptor in Int32(0)...2 where fcntl(descriptor, F_GETFD) < 0 {
    // The lowest free number is given first: open(2).
    _ = Glibc.open("/dev/null", descriptor == STDERR_FILENO ? O_WRONLY : O_RDONLY)
  }
}
