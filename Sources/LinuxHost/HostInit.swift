internal import CLinuxShims
internal import Glibc

/// The first process of a host: PID 1 of its own namespaces, which last as long as it does.
///
/// Ended by `kill`, by the supervisor's end (it lives in the supervisor's pid namespace), never by itself.
package final class HostInit: Sendable {
  package let pid: Int32
  package let descriptor: Descriptor

  private init(pid: Int32, descriptor: Descriptor) {
    self.pid = pid
    self.descriptor = descriptor
  }

  /// - Parameters:
  ///   - name: The host's name, also its UTS host name.
  ///   - files: What its programs see of the machine's files.
  package static func start(name: String, files: HostFiles) throws(SystemCallError) -> HostInit {
    var pidfd: Int32 = -1
    var stage: Int32 = 0
    let pid = withCStrings([name, files.hostsFile]) { names in
      withCStrings(files.writable) { writable in
        withCStrings(files.visible) { visible in
          var host = clinux_host()
          host.name = UnsafePointer(names[0])
          host.hosts_file = UnsafePointer(names[1])
          host.writable = writable
          host.visible = visible
          return clinux_spawn_host_init(&host, &pidfd, &stage)
        }
      }
    }
    if pid < 0 { throw SystemCallError(spawnOperation(stage), on: name, errno: -pid) }
    return HostInit(pid: pid, descriptor: Descriptor(owning: pidfd))
  }

  package func send(_ signal: Signal) throws(SystemCallError) {
    try checked(
      clinux_pidfd_send_signal(descriptor.raw, signal.number), "send \(signal) to host", on: "\(pid)")
  }

  /// Whether it has ended, and with it every process of its pid namespace. Reaps.
  package func hasEnded() throws(SystemCallError) -> Bool {
    var code: Int32 = 0
    var status: Int32 = 0
    return try checked(
      clinux_waitid_pidfd(descriptor.raw, Int32(WEXITED), &code, &status), "learn the state of host",
      on: "\(pid)") == 1
  }
}
