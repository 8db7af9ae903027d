internal import Glibc

/// A file without a name for what does not fit into memory; the kernel frees it when its owner goes, or when
/// this process does. In the folder TMPDIR, or /tmp.
package final class ScratchFile {
  private let descriptor: Descriptor

  package init() throws(SystemCallError) {
    let folder = Environment.value("TMPDIR") ?? "/tmp"
    var path = Array("\(folder)/halfopen-XXXXXX".utf8CString)
    // Not O_TMPFILE, which some file systems refuse; the name is gone again at once.
    let raw = path.withUnsafeMutableBufferPointer { buffer in
      guard let start = buffer.baseAddress else { return Int32(-1) }
      let raw = mkstemp(start)
      if raw >= 0 { unlink(start) }
      return raw
    }
    descriptor = Descriptor(owning: Int32(try checkedErrno(Int(raw), "make a scratch file", on: folder)))
    _ = fcntl(descriptor.raw, F_SETFD, FD_CLOEXEC)
  }

  package func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws(SystemCallError) {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        pwrite(
          descriptor.raw, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset + done))
      }
      if count < 0 && Glibc.errno == EINTR { continue }
      done += try checkedErrno(count, "write to a scratch file")
    }
  }

  /// Reads up to `count` bytes; fewer only at the end. What was never written is 0.
  package func read(_ count: Int, at offset: Int) throws(SystemCallError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor.raw, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset + done))
      }
      if got < 0 && Glibc.errno == EINTR { continue }
      if try checkedErrno(got, "read a scratch file") == 0 { break }
      done += got
    }
    bytes.removeLast(count - done)
    return bytes
  }
}
