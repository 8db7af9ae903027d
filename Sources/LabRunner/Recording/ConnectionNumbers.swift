internal import Evidence
internal import TCPAnalysis
internal import WireFormat

/// Gives the connections of all hosts' captures common numbers.
///
/// Each capture counts its own connections; the same one is known by its addresses and ports, and, where
/// those are used again, by being the same one in turn.
struct ConnectionNumbers {
  private typealias Flow = Set<PacketPaths.Endpoint>

  private struct Local: Hashable {
    var tap: Int
    var connection: Int
  }

  private var numbers: [Local: Int] = [:]
  private var flows: [Flow: [Int]] = [:]
  private var seen: [Flow: [Int: Int]] = [:]
  private var count = 0

  /// - Parameter ends: Its addresses and ports, as they are in front of every NAT.
  mutating func number(tap: Int, connection: Int, ends: [PacketPaths.Endpoint]) -> Int {
    let local = Local(tap: tap, connection: connection)
    if let known = numbers[local] { return known }
    let flow = Flow(ends)
    let turn = seen[flow, default: [:]][tap, default: 0]
    seen[flow, default: [:]][tap] = turn + 1
    if flows[flow, default: []].count <= turn {
      count += 1
      flows[flow, default: []].append(count)
    }
    let number = flows[flow]?[turn] ?? count
    numbers[local] = number
    return number
  }

  /// The connections as the host saw them that exchanged most with the other: it was there longest.
  func records(
    _ summaries: [[ConnectionSummary]], packets: [PacketRecord],
    original: (PacketPaths.Endpoint) -> PacketPaths.Endpoint
  ) -> [ConnectionRecord] {
    var best: [Int: ConnectionSummary] = [:]
    for (tap, list) in summaries.enumerated() {
      for summary in list {
        guard let number = numbers[Local(tap: tap, connection: summary.id)] else { continue }
        if let other = best[number], other.endNs >= summary.endNs { continue }
        best[number] = summary
      }
    }
    return best.sorted { $0.key < $1.key }.compactMap { number, summary in
      guard let packet = packets.first(where: { $0.connection == number }), let tcp = packet.tcp else {
        return nil
      }
      let (client, server) = (original(summary.client), original(summary.server))
      let sentByClient = tcp.sourcePort == Int(client.port)
      return ConnectionRecord(
        id: number, clientHost: sentByClient ? packet.from : packet.to,
        clientPort: Int(client.port), serverHost: sentByClient ? packet.to : packet.from,
        serverPort: Int(server.port), ending: summary.ending.rawValue,
        history: summary.history)
    }
  }
}
