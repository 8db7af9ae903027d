internal import CLinuxShims
internal import Glibc

/// A file descriptor with one owner: closed when the owner goes, or when this process does.
package final class Descriptor: Sendable {
  /// Valid as long as this object is.
  package let raw: Int32
  private let owned: Bool

  package init(owning raw: Int32) {
    self.raw = raw
    self.owned = true
  }

  /// A descriptor that belongs to somebody else: standard output.
  package init(borrowing raw: Int32) {
    self.raw = raw
    self.owned = false
  }

  deinit { if owned { close(raw) } }

  /// Opens a file, close-on-exec.
  package static func open(_ path: String, flags: OpenFlags, mode: Int32 = 0o644)
    throws(SystemCallError) -> Descriptor
  {
    Descriptor(owning: try checked(clinux_open(path, flags.rawValue, mode), "open", on: path))
  }

  /// Another descriptor for the same open file, close-on-exec.
  package static func duplicate(of raw: Int32) throws(SystemCallError) -> Descriptor {
    let copy = fcntl(raw, F_DUPFD_CLOEXEC, 3)
    return Descriptor(owning: Int32(try checkedErrno(Int(copy), "duplicate descriptor \(raw)")))
  }

  /// A pipe: what is written to the second comes out of the first.
  package static func pipe() throws(SystemCallError) -> (read: Descriptor, write: Descriptor) {
    var fds: [Int32] = [-1, -1]
    try checked(clinux_pipe_cloexec(&fds), "make a pipe")
    return (Descriptor(owning: fds[0]), Descriptor(owning: fds[1]))
  }

  /// Two connected sockets that keep message boundaries (SOCK_SEQPACKET).
  package static func socketPair() throws(SystemCallError) -> (Descriptor, Descriptor) {
    var fds: [Int32] = [-1, -1]
    try checked(clinux_socketpair_cloexec(&fds), "make a socket pair")
    return (Descriptor(owning: fds[0]), Descriptor(owning: fds[1]))
  }

  /// A counter that wakes whoever polls it.
  package static func event() throws(SystemCallError) -> Descriptor {
    let fd = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    return Descriptor(owning: Int32(try checkedErrno(Int(fd), "make an eventfd")))
  }

  /// A counter of free places, readable while one is free. Source: eventfd(2), EFD_SEMAPHORE.
  package static func semaphore(places: Int) throws(SystemCallError) -> Descriptor {
    let fd = eventfd(UInt32(places), Int32(EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE))
    return Descriptor(owning: Int32(try checkedErrno(Int(fd), "make an eventfd")))
  }

  /// Takes one of a semaphore's places, which `signalEvent` gives back; false where none is free.
  package func takePlace() -> Bool {
    var one: UInt64 = 0
    return withUnsafeMutableBytes(of: &one) { Glibc.read(raw, $0.baseAddress, 8) } == 8
  }

  /// Adds to an event descriptor's counter.
  package func signalEvent() {
    var one: UInt64 = 1
    // A full counter (EAGAIN) wakes just as well.
    _ = withUnsafeBytes(of: &one) { Glibc.write(raw, $0.baseAddress, 8) }
  }

  /// Empties an event descriptor's counter.
  package func clearEvent() {
    var count: UInt64 = 0
    _ = withUnsafeMutableBytes(of: &count) { Glibc.read(raw, $0.baseAddress, 8) }
  }

  package func setNonBlocking(_ on: Bool) throws(SystemCallError) {
    try checked(clinux_set_nonblocking(raw, on ? 1 : 0), "change blocking mode")
  }

  /// Writes everything, or throws.
  package func writeAll(_ bytes: [UInt8]) throws(SystemCallError) {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(raw, $0.baseAddress?.advanced(by: offset), $0.count - offset)
      }
      if count < 0 {
        if Glibc.errno == EINTR { continue }
        throw SystemCallError("write", on: "", errno: Glibc.errno)
      }
      offset += count
    }
  }

  package func writeAll(_ text: String) throws(SystemCallError) { try writeAll(Array(text.utf8)) }

  /// Sends a message through a socket; EPIPE where its other end is gone, and no SIGPIPE.
  package func sendMessage(_ text: String) throws(SystemCallError) {
    let bytes = Array(text.utf8)
    let sent = bytes.withUnsafeBytes { send(raw, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    try checkedErrno(sent, "send a message")
  }

  /// One read: empty at end of file, nil when nothing is there yet (non-blocking).
  package func readSome(_ limit: Int = 65536) throws(SystemCallError) -> [UInt8]? {
    var failure: Int32 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
      count = 0
      while true {
        let got = Glibc.read(raw, buffer.baseAddress, limit)
        if got >= 0 { count = got } else if Glibc.errno == EINTR { continue } else { failure = Glibc.errno }
        return
      }
    }
    if failure == EAGAIN { return nil }
    if failure != 0 { throw SystemCallError("read", on: "", errno: failure) }
    return bytes
  }

  /// Everything from the start, whatever the file position: for /proc files, whose size is unknown.
  package func readAllFromStart() throws(SystemCallError) -> [UInt8] {
    var all: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 16384)
    while true {
      let offset = off_t(all.count)
      let got = chunk.withUnsafeMutableBytes { pread(raw, $0.baseAddress, $0.count, offset) }
      if got < 0 && Glibc.errno == EINTR { continue }
      try checkedErrno(got, "read")
      if got == 0 { return all }
      all += chunk[..<got]
    }
  }
}

/// How a file is opened.
package struct OpenFlags: OptionSet, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let readOnly = OpenFlags(rawValue: O_RDONLY)
  package static let writeOnly = OpenFlags(rawValue: O_WRONLY)
  package static let readWrite = OpenFlags(rawValue: O_RDWR)
  package static let create = OpenFlags(rawValue: O_CREAT)
  package static let truncate = OpenFlags(rawValue: O_TRUNC)
  package static let append = OpenFlags(rawValue: O_APPEND)
  /// Only where there is nothing of this name yet.
  package static let exclusive = OpenFlags(rawValue: O_EXCL)
  /// Refuses a path whose last part is a symbolic link.
  package static let noFollow = OpenFlags(rawValue: O_NOFOLLOW)
  package static let directory = OpenFlags(rawValue: O_DIRECTORY)
}

/// Waits until one of the descriptors is ready, or the deadline.
///
/// - Parameters:
///   - descriptors: Watched for input and for the other end's closing.
///   - timeoutNs: nil waits for ever; 0 or less looks only.
/// - Returns: For each descriptor whether it is ready.
package func waitReadable(_ descriptors: [Int32], timeoutNs: Int64?) throws(SystemCallError) -> [Bool] {
  var set = PollSet(descriptors)
  try set.wait(timeoutNs: timeoutNs)
  return descriptors.indices.map { set.isReady($0) }
}

/// Descriptors that are waited for again and again. Source: ppoll(2).
package struct PollSet {
  private var list: [pollfd]

  package init(_ descriptors: [Int32]) {
    list = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  }

  /// - Parameter timeoutNs: As `waitReadable`'s. A signal ends the wait with nothing ready.
  package mutating func wait(timeoutNs: Int64?) throws(SystemCallError) {
    var time = timespec()
    let wait = max(0, timeoutNs ?? 0)
    time.tv_sec = Int(wait / 1_000_000_000)
    time.tv_nsec = Int(wait % 1_000_000_000)
    let result = list.withUnsafeMutableBufferPointer { buffer in
      withUnsafePointer(to: &time) { pointer in
        clinux_poll(buffer.baseAddress, Int32(buffer.count), timeoutNs == nil ? nil : pointer)
      }
    }
    if result == -EINTR {
      for index in list.indices { list[index].revents = 0 }
    } else {
      try checked(result, "wait for events (ppoll)")
    }
  }

  /// Whether the descriptor at this place was found ready.
  package func isReady(_ index: Int) -> Bool { list[index].revents != 0 }
}
