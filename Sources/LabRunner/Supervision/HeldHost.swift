package import LinuxHost

/// A host that stays up after its run, and how to enter it.
package struct HeldHost: Sendable, Hashable {
  package var name: String
  /// The process that is its init, as the supervisor numbers it.
  package var pid: Int32

  /// The command that opens a program on each host, to which the program is to be appended.
  ///
  /// - Parameter supervisor: Its process, as we number it.
  package static func commands(
    _ hosts: [HeldHost], supervisor: Int32
  ) throws(SystemCallError) -> [(host: String, command: String)] {
    let pids = try ownNumbers(ofChildrenOf: supervisor)
    let isOurs = try linkTarget("/proc/self/ns/user") == linkTarget("/proc/\(supervisor)/ns/user")
    let user = isOurs ? "" : "--user --preserve-credentials "
    return hosts.compactMap { host in
      pids[host.pid].map { (host.name, "nsenter --target \($0) \(user)--net --mount --uts --pid") }
    }
  }

  /// Process numbers as the supervisor sees them → as we see them.
  ///
  /// Source: proc_pid_status(5): NSpid lists a process's numbers from the reader's namespace inwards.
  private static func ownNumbers(ofChildrenOf parent: Int32) throws(SystemCallError) -> [Int32: Int32] {
    var numbers: [Int32: Int32] = [:]
    for name in try directoryEntries("/proc") {
      guard let pid = Int32(name), let status = status(of: pid), status["PPid"] == [parent],
        let inner = status["NSpid"]?.dropFirst().first
      else { continue }
      numbers[inner] = pid
    }
    return numbers
  }

  /// Numbers of a process's status by their names; nil when it has ended meanwhile.
  private static func status(of pid: Int32) -> [String: [Int32]]? {
    let bytes: [UInt8]
    do throws(SystemCallError) {
      bytes = try Descriptor.open("/proc/\(pid)/status", flags: .readOnly).readAllFromStart()
    } catch { return nil }
    var status: [String: [Int32]] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      let words = line.split { $0 == ":" || $0 == "\t" || $0 == " " }
      if let key = words.first { status[String(key)] = words.dropFirst().compactMap { Int32($0) } }
    }
    return status
  }
}
