internal import Glibc

/// Writes a file anew. Nobody waits for the disk: a run's files need not outlive the machine's own crash.
package func writeFile(_ path: String, _ bytes: [UInt8]) throws(SystemCallError) {
  try Descriptor.open(path, flags: [.writeOnly, .create, .truncate]).writeAll(bytes)
}

/// Writes a file, the whole or nothing: it is renamed into its place when it is complete.
package func replaceFile(_ path: String, _ bytes: [UInt8]) throws(SystemCallError) {
  let unfinished = path + ".new"
  try writeFile(unfinished, bytes)
  try checkedErrno(Int(rename(unfinished, path)), "rename", on: unfinished)
}
