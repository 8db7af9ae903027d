internal import Glibc

/// Writes a file anew. Nobody waits for the disk: a run's files need not outlive the machine's own crash.
///
/// What is there under this name goes first, and nothing is followed: a link or a pipe that somebody has put there is
/// not written to.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(SystemCallError) {
  try writeFile(path) { append throws(SystemCallError) in try append(bytes) }
}

/// The same, one part after another.
///
/// - Parameter parts: Calls what it is given with each part.
package func writeFile(
  _ path: String,
  parts: (_ append: ([UInt8]) throws(SystemCallError) -> Void) throws(SystemCallError) -> Void
) throws(SystemCallError) {
  if unlink(path) != 0, errno != ENOENT { throw SystemCallError("replace", on: path, errno: errno) }
  let file = try Descriptor.open(path, flags: [.writeOnly, .create, .exclusive])
  try parts { bytes throws(SystemCallError) in
    do throws(SystemCallError) { try file.writeAll(bytes) } catch {
      throw SystemCallError("write", on: path, errno: error.errno)
    }
  }
}

/// Writes a file, the whole or nothing: it is renamed into its place when it is complete.
package func replaceFile(_ path: String, _ bytes: [UInt8]) throws(SystemCallError) {
  let unfinished = path + ".new"
  do throws(SystemCallError) { try writeFile(unfinished, bytes) } catch {
    // The room that half a file takes may be what is missing.
    unlink(unfinished)
    throw error
  }
  try checkedErrno(Int(rename(unfinished, path)), "rename", on: unfinished)
}

/// Makes a folder, unless it is there; a link to one is none.
package func makeFolder(_ path: String) throws(SystemCallError) {
  guard mkdir(path, 0o755) != 0 else { return }
  guard errno == EEXIST else { throw SystemCallError("make the folder", on: path, errno: errno) }
  _ = try Descriptor.open(path, flags: [.readOnly, .directory, .noFollow])
}

/// Says who may do what with a file.
package func setMode(of path: String, _ mode: UInt32) throws(SystemCallError) {
  try checkedErrno(Int(chmod(path, mode)), "set the mode of", on: path)
}

/// Makes a folder and those above it that are missing.
package func makeFolders(_ path: String) throws(SystemCallError) {
  var made = path.hasPrefix("/") ? "" : "."
  for name in path.split(separator: "/") {
    made += "/\(name)"
    if !fileExists(made) { try makeFolder(made) }
  }
}

/// Removes a folder that holds nothing; any other stays as it is.
package func removeEmptyFolder(_ path: String) { rmdir(path) }

/// Removes a file.
package func removeFile(_ path: String) throws(SystemCallError) {
  try checkedErrno(Int(unlink(path)), "remove", on: path)
}
