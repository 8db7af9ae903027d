/// The kernel's TCP and IP counters of one host: `/proc/net/snmp` and `/proc/net/netstat`, and what its interface
/// and the queue before it dropped.
///
/// The files are opened in the host's namespace and stay bound to it. Names are the kernel's:
/// `Tcp.RetransSegs`, `TcpExt.TCPLossProbes`; `eth0.RxDropped` and `eth0.TxDropped` are the interface's own (ip -s
/// link), `Qdisc.Dropped` the queue's (tc -s qdisc). Source: RFC 4022, `net/ipv4/proc.c`; proc_pid_net(5).
package final class CounterFiles {
  /// Those of the queue and the interface, in their order there.
  package static let interfaceNames = ["eth0.RxDropped", "eth0.TxDropped", "Qdisc.Dropped"]

  private let files: [Descriptor]
  private let interfaces: Descriptor
  private let queues: QueueCounters

  /// Belongs to the calling thread's network namespace.
  package init() throws(SystemCallError) {
    files = [
      try Descriptor.open("/proc/thread-self/net/snmp", flags: .readOnly),
      try Descriptor.open("/proc/thread-self/net/netstat", flags: .readOnly),
    ]
    interfaces = try Descriptor.open("/proc/thread-self/net/dev", flags: .readOnly)
    queues = try QueueCounters()
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
    let drops = try interfaceDrops() + [queues.dropped()]
    for (name, value) in zip(Self.interfaceNames, drops) { counters[name] = value }
    return counters
  }

  /// The fourth and the twelfth number of the line `eth0: …`.
  private func interfaceDrops() throws(SystemCallError) -> [Int64] {
    let text = String(decoding: try interfaces.readAllFromStart(), as: UTF8.self)
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].drop(while: { $0 == " " }) == "eth0" else { continue }
      let numbers = parts[1].split(separator: " ").map { Int64($0) ?? 0 }
      if numbers.count >= 16 { return [numbers[3], numbers[11]] }
    }
    return [0, 0]
  }
}
