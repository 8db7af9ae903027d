/// The kernel's TCP and IP counters of one host: `/proc/net/snmp` and `/proc/net/netstat`, and what its interface
/// and the queue before it dropped.
///
/// The files are opened in the host's namespace and stay bound to it. Names are the kernel's:
/// `Tcp.RetransSegs`, `TcpExt.TCPLossProbes`; `eth0.RxDropped` and `eth0.TxDropped` are the interface's own (ip -s
/// link), `Qdisc.Dropped` the queue's (tc -s qdisc). Source: RFC 4022, `net/ipv4/proc.c`; proc_pid_net(5).
package final class CounterFiles {
  /// Those of the queue and the interface, in their order there.
  package static let interfaceNames = ["eth0.RxDropped", "eth0.TxDropped", "Qdisc.Dropped"]

  private var tables: [Table]
  private let interfaces: Descriptor
  private let queues: QueueCounters

  /// Belongs to the calling thread's network namespace.
  package init() throws(SystemCallError) {
    tables = [
      Table(file: try Descriptor.open("/proc/thread-self/net/snmp", flags: .readOnly)),
      Table(file: try Descriptor.open("/proc/thread-self/net/netstat", flags: .readOnly)),
    ]
    interfaces = try Descriptor.open("/proc/thread-self/net/dev", flags: .readOnly)
    queues = try QueueCounters()
  }

  package func read() throws(SystemCallError) -> [String: Int64] {
    var counters: [String: Int64] = [:]
    for index in tables.indices { try tables[index].read(into: &counters) }
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

/// A file of line pairs: names, then values, each led by the group's name.
private struct Table {
  let file: Descriptor
  /// A line of names → the names: making 200 of them takes longer than all the rest.
  ///
  /// By the line itself, for it may change: `IcmpMsg` comes when there has been one and grows with each new type.
  private var namesOfLine: [ArraySlice<UInt8>: [String]] = [:]

  init(file: Descriptor) { self.file = file }

  mutating func read(into counters: inout [String: Int64]) throws(SystemCallError) {
    let lines = try file.readAllFromStart().split(separator: UInt8(ascii: "\n"))
    for pair in stride(from: 0, to: lines.count - 1, by: 2) {
      let values = lines[pair + 1].split(separator: UInt8(ascii: " ")).dropFirst()
      for (name, value) in zip(names(of: lines[pair]), values) { counters[name] = Self.number(value) }
    }
  }

  private mutating func names(of line: ArraySlice<UInt8>) -> [String] {
    if let known = namesOfLine[line] { return known }
    let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    let group = words.first?.dropLast() ?? ""
    let names = words.dropFirst().map { "\(group).\($0)" }
    namesOfLine[line] = names
    return names
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
    var number: Int64 = 0
    for digit in digits where digit != UInt8(ascii: "-") {
      number = number &* 10 &+ Int64(digit &- UInt8(ascii: "0"))
    }
    return digits.first == UInt8(ascii: "-") ? -number : number
  }
}
