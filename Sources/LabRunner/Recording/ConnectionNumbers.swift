internal import Evidence
internal import TCPAnalysis
internal import WireFormat

/// Gives the connections of all hosts' captures common numbers.
///
/// Each capture counts its own connections; the same one is known by its addresses and ports, and, where
/// those are used again, by being the same one in turn.
struct ConnectionNumbers {
  private struct Flow: Hashable {
    var low: IPAddress
    var lowPort: UInt16
    var high: IPAddress
    var highPort: UInt16
  }

  private struct Local: Hashable {
    var host: Int
    var connection: Int
  }

  private var numbers: [Local: Int] = [:]
  private var flows: [Flow: [Int]] = [:]
  private var seen: [Flow: [Int: Int]] = [:]
  private var count = 0

  mutating func number(host: Int, connection: Int, segment: TCPSegment) -> Int {
    let local = Local(host: host, connection: connection)
    if let known = numbers[local] { return known }
    let flow = Self.flow(of: segment)
    let turn = seen[flow, default: [:]][host, default: 0]
    seen[flow, default: [:]][host] = turn + 1
    if flows[flow, default: []].count <= turn {
      count += 1
      flows[flow, default: []].append(count)
    }
    let number = flows[flow]?[turn] ?? count
    numbers[local] = number
    return number
  }

  private static func flow(of segment: TCPSegment) -> Flow {
    let first = (segment.source.high, segment.source.low, segment.sourcePort)
    let second = (segment.destination.high, segment.destination.low, segment.destinationPort)
    return first < second
      ? Flow(
        low: segment.source, lowPort: segment.sourcePort, high: segment.destination,
        highPort: segment.destinationPort)
      : Flow(
        low: segment.destination, lowPort: segment.destinationPort, high: segment.source,
        highPort: segment.sourcePort)
  }

  /// The connections as the host saw them that exchanged most with the other: it was there longest.
  func records(_ summaries: [[ConnectionSummary]], hosts: [String], packets: [PacketRecord])
    -> [ConnectionRecord]
  {
    var best: [Int: (host: Int, summary: ConnectionSummary)] = [:]
    for (host, list) in summaries.enumerated() {
      for summary in list {
        guard let number = numbers[Local(host: host, connection: summary.id)] else { continue }
        if let other = best[number], other.summary.endNs >= summary.endNs { continue }
        best[number] = (host, summary)
      }
    }
    return best.sorted { $0.key < $1.key }.compactMap { number, found in
      guard let packet = packets.first(where: { $0.connection == number }), let tcp = packet.tcp else {
        return nil
      }
      let sentByClient = tcp.sourcePort == Int(found.summary.client.port)
      return ConnectionRecord(
        id: number, clientHost: sentByClient ? packet.from : packet.to,
        clientPort: Int(found.summary.client.port), serverHost: sentByClient ? packet.to : packet.from,
        serverPort: Int(found.summary.server.port), ending: found.summary.ending.rawValue,
        history: found.summary.history)
    }
  }
}
