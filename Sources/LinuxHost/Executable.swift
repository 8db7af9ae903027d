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
