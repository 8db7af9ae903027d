internal import Glibc

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

/// Where a symbolic link leads.
package func linkTarget(_ path: String) throws(SystemCallError) -> String {
  var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
  let length = try checkedErrno(readlink(path, &buffer, buffer.count), "read the link", on: path)
  return String(decoding: buffer[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
}

/// The names in a folder, without `.` and `..`.
package func directoryEntries(_ path: String) throws(SystemCallError) -> [String] {
  guard let directory = opendir(path) else { throw SystemCallError("list", on: path, errno: errno) }
  defer { closedir(directory) }
  var names: [String] = []
  while let entry = readdir(directory) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names
}
