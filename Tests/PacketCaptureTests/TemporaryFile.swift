import Glibc

/// A file that lives as long as this value does.
final class TemporaryFile {
  let path: String

  init(_ bytes: [UInt8]) throws {
    var name = Array("/tmp/halfopen-test-XXXXXX".utf8CString)
    let fd = mkstemp(&name)
    guard fd >= 0 else { throw Failure() }
    self.path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    var offset = 0
    while offset < bytes.count {
      let written = bytes.withUnsafeBytes { write(fd, $0.baseAddress.map { $0 + offset }, $0.count - offset) }
      guard written > 0 else { throw Failure() }
      offset += written
    }
    close(fd)
  }

  deinit { unlink(path) }

  struct Failure: Error {}
}
