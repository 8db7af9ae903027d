internal import Glibc

/// Writes a file anew. Nobody waits for the disk: a run's files need not outlive the machine's own crash.
///
/// What is there under this name goes first, and nothing is followed: a link or a pipe that somebody has put there is
/// not written to.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(SystemCallError) {
  if unlink(path) != 0, errno != ENOENT { throw SystemCallError("replace", on: path, errno: errno) }
  try Descriptor.open(path, flags: [.writeOnly, .create, .exclusive]).writeAll(bytes)
}

/// Writes a file, the whole or nothing: it is renamed into its place when it is complete.
package func replaceFile(_ path: String, _ bytes: [UInt8]) throws(SystemCallError) {
  let unfinished = path + ".new"
  try writeFile(unfinished, bytes)
  try checkedErrno(Int(rename(unfinished, path)), "rename", on: unfinished)
}
