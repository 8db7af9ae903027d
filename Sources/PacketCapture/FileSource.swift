package import CaptureFormat
internal import Glibc
package import LinuxHost

/// The bytes of a file or a pipe, read as they are asked for.
///
/// It reads rather than maps: a file that shrinks while it is mapped would end the process (SIGBUS).
package final class FileSource: ByteSource {
  private let descriptor: Descriptor
  private let name: String
  /// What `peek` has read ahead.
  private var ahead: [UInt8] = []
  /// Bytes taken from the file so far, for a progress bar.
  package private(set) var bytesRead: Int64 = 0
  /// Nil for a pipe.
  package let size: Int64?

  package init(_ descriptor: Descriptor, name: String) {
    self.descriptor = descriptor
    self.name = name
    var status = stat()
    let isFile = fstat(descriptor.raw, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    self.size = isFile ? Int64(status.st_size) : nil
    // Reading ahead twice as far costs nothing, and is refused for a pipe, which is no matter either.
    _ = posix_fadvise(descriptor.raw, 0, 0, POSIX_FADV_SEQUENTIAL)
  }

  /// The first bytes, without taking them; fewer only where the file ends.
  package func peek(_ count: Int) throws(CaptureFileError) -> [UInt8] {
    while ahead.count < count {
      var piece = [UInt8](repeating: 0, count: count - ahead.count)
      var span = piece.mutableSpan
      let added = try readDescriptor(into: &span, from: 0)
      if added == 0 { break }
      ahead += piece[..<added]
    }
    return Array(ahead.prefix(count))
  }

  package func read(into buffer: inout MutableSpan<UInt8>, from start: Int) throws(CaptureFileError) -> Int {
    guard ahead.isEmpty else {
      let count = min(ahead.count, buffer.count - start)
      for index in 0..<count { buffer[start + index] = ahead[index] }
      ahead.removeFirst(count)
      return count
    }
    return try readDescriptor(into: &buffer, from: start)
  }

  private func readDescriptor(
    into buffer: inout MutableSpan<UInt8>, from start: Int
  ) throws(CaptureFileError) -> Int {
    let fd = descriptor.raw
    while true {
      let count = buffer.withUnsafeMutableBytes { bytes in
        Glibc.read(fd, bytes.baseAddress.map { $0 + start }, bytes.count - start)
      }
      if count >= 0 {
        bytesRead += Int64(count)
        return count
      }
      if Glibc.errno == EINTR { continue }
      throw CaptureFileError("\(SystemCallError("read", on: name, errno: Glibc.errno)).")
    }
  }
}
