/// The kernel's TCP and IP counters of one host: `/proc/net/snmp` and `/proc/net/netstat`.
///
/// The files are opened in the host's namespace and stay bound to it. Names are the kernel's:
/// `Tcp.RetransSegs`, `TcpExt.TCPLossProbes`. Source: RFC 4022, `net/ipv4/proc.c`.
package final class CounterFiles: Sendable {
  private let files: [Descriptor]

  /// Belongs to the calling thread's network namespace.
  package init() throws(SystemCallError) {
    files = [
      try Descriptor.open("/proc/thread-self/net/snmp", flags: .readOnly),
      try Descriptor.open("/proc/thread-self/net/netstat", flags: .readOnly),
    ]
  }

  package func read() throws(SystemCallError) -> [String: Int64] {
    var counters: [String: Int64] = [:]
    for file in files {
      let text = String(decoding: try file.readAllFromStart(), as: UTF8.self)
      let lines = text.split(separator: "\n")
      // Lines come in pairs: names, then values, each led by the group's name.
      for pair in stride(from: 0, to: lines.count - 1, by: 2) {
        let names = lines[pair].split(separator: " ")
        let values = lines[pair + 1].split(separator: " ")
        guard let group = names.first?.dropLast() else { continue }
        for (name, value) in zip(names.dropFirst(), values.dropFirst()) {
          if let number = Int64(value) { counters["\(group).\(name)"] = number }
        }
      }
    }
    return counters
  }
}
