/// The kernel's TCP and IP counters of one host: `/proc/net/snmp` and `/proc/net/netstat`, and what its interface
/// and the queue before it dropped.
///
/// The files are opened in the host's namespace and stay bound to it. Names are the kernel's:
/// `Tcp.RetransSegs`, `TcpExt.TCPLossProbes`; `eth0.RxDropped` and `eth0.TxDropped` are the interface's own (ip -s
/// link), `Qdisc.Dropped` the queue's (tc -s qdisc). Source: RFC 4022, `net/ipv4/proc.c`; proc_pid_net(5).
package final class CounterFiles {
  /// Those of the queue and the interface, in their order there.
  private static let interfaceNames = ["eth0.RxDropped", "eth0.TxDropped", "Qdisc.Dropped"]

  private var tables: [Table]
  private let interfaces: Descriptor
  private let queues: QueueCounters
  private var dropped: [Int64] = [0, 0, 0]

  /// Belongs to the calling thread's network namespace; what is there already is not growth.
  package init() throws(SystemCallError) {
    tables = [
      Table(file: try Descriptor.open("/proc/thread-self/net/snmp", flags: .readOnly)),
      Table(file: try Descriptor.open("/proc/thread-self/net/netstat", flags: .readOnly)),
    ]
    interfaces = try Descriptor.open("/proc/thread-self/net/dev", flags: .readOnly)
    queues = try QueueCounters()
    _ = try takeGrowth()
  }

  /// Counter → what it grew by since the last call; those that did not are left out.
  package func takeGrowth() throws(SystemCallError) -> [String: Int64] {
    var growth: [String: Int64] = [:]
    for index in tables.indices { try tables[index].takeGrowth(into: &growth) }
    let now = try interfaceDrops() + [queues.dropped()]
    for (index, name) in Self.interfaceNames.enumerated() where now[index] != dropped[index] {
      growth[name] = now[index] - dropped[index]
    }
    dropped = now
    return growth
  }

  /// The fourth and the twelfth number of the line `eth0: …`.
  private func interfaceDrops() throws(SystemCallError) -> [Int64] {
    for line in try interfaces.readAllFromStart().split(separator: UInt8(ascii: "\n")) {
      let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":") }
      guard words.count >= 17, words[0].elementsEqual("eth0".utf8) else { continue }
      return [Table.number(words[4]), Table.number(words[12])]
    }
    return [0, 0]
  }
}

/// A file of line pairs: names, then values, each led by the group's name.
private struct Table {
  let file: Descriptor
  private var groups: [Group] = []

  /// The last pair of lines, and what they say.
  ///
  /// Kept, because making some 200 names anew takes longer than all the rest, and most values stay as they are.
  private struct Group {
    var nameLine: ArraySlice<UInt8>
    var valueLine: ArraySlice<UInt8>
    var names: [String]
    var values: [Int64]
  }

  init(file: Descriptor) { self.file = file }

  mutating func takeGrowth(into growth: inout [String: Int64]) throws(SystemCallError) {
    let lines = try file.readAllFromStart().split(separator: UInt8(ascii: "\n"))
    let pairs = stride(from: 0, to: lines.count - 1, by: 2).map { (lines[$0], lines[$0 + 1]) }
    // Lines may come and grow: `IcmpMsg` does when there has been one, and with each new type.
    guard pairs.elementsEqual(groups, by: { $0.0 == $1.nameLine }) else {
      return takeGrowthByName(pairs, into: &growth)
    }
    for (index, pair) in pairs.enumerated() where pair.1 != groups[index].valueLine {
      let values = Self.values(pair.1)
      for (name, (before, now)) in zip(groups[index].names, zip(groups[index].values, values))
      where now != before {
        growth[name] = now - before
      }
      groups[index].valueLine = pair.1
      groups[index].values = values
    }
  }

  private mutating func takeGrowthByName(
    _ pairs: [(ArraySlice<UInt8>, ArraySlice<UInt8>)], into growth: inout [String: Int64]
  ) {
    var before: [String: Int64] = [:]
    for group in groups { before.merge(zip(group.names, group.values)) { $1 } }
    groups = pairs.map {
      Group(nameLine: $0.0, valueLine: $0.1, names: Self.names($0.0), values: Self.values($0.1))
    }
    for group in groups {
      for (name, value) in zip(group.names, group.values) where value != before[name] ?? 0 {
        growth[name] = value - (before[name] ?? 0)
      }
    }
  }

  private static func names(_ line: ArraySlice<UInt8>) -> [String] {
    let words = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
    let group = words.first?.dropLast() ?? ""
    return words.dropFirst().map { "\(group).\($0)" }
  }

  private static func values(_ line: ArraySlice<UInt8>) -> [Int64] {
    line.split(separator: UInt8(ascii: " ")).dropFirst().map(number)
  }

  static func number(_ digits: ArraySlice<UInt8>) -> Int64 {
    var number: Int64 = 0
    for digit in digits where digit != UInt8(ascii: "-") {
      number = number &* 10 &+ Int64(digit &- UInt8(ascii: "0"))
    }
    return digits.first == UInt8(ascii: "-") ? -number : number
  }
}
