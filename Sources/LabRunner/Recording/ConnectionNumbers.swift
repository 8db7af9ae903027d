internal import Evidence
internal import TCPAnalysis
internal import WireFormat

/// Gives the connections of all hosts' captures common numbers.
///
/// Each capture counts its own connections. The same one is known by its addresses and ports, and, where those are used
/// again, by the sequence number of the SYN that began it: one end may have seen a connection that the other has not.
struct ConnectionNumbers {
  typealias Endpoint = PacketPaths.Endpoint

  /// As one capture counts it.
  private struct Local: Hashable {
    var tap: Int
    var connection: Int
  }

  /// The first SYN that a capture has of it; a later one may answer another connection's.
  private struct Beginning {
    var source: Endpoint
    var sequence: SequenceNumber
  }

  /// As all captures see it.
  private struct Shared {
    /// By who sent the SYN: where both ends call each other at once, each has seen its own first.
    var beginnings: [Endpoint: SequenceNumber] = [:]
    var taps: Set<Int> = []

    /// Whether it began so; nil where no SYN of that end is known.
    func began(with other: Beginning?) -> Bool? {
      other.flatMap { other in beginnings[other.source].map { $0 == other.sequence } }
    }
  }

  private var numbers: [Local: Int] = [:]
  private var beginnings: [Local: Beginning] = [:]
  /// By number, from 1.
  private var shared: [Int: Shared] = [:]
  private var flows: [Set<Endpoint>: [Int]] = [:]

  /// A tap has seen a SYN, sent or arriving.
  ///
  /// - Parameter source: Who sent it, as it is in front of every NAT.
  mutating func began(tap: Int, connection: Int, source: Endpoint, sequence: SequenceNumber) {
    let local = Local(tap: tap, connection: connection)
    if beginnings[local] == nil { beginnings[local] = Beginning(source: source, sequence: sequence) }
  }

  /// - Parameter ends: Its addresses and ports, as they are in front of every NAT.
  mutating func number(tap: Int, connection: Int, ends: [Endpoint]) -> Int {
    let local = Local(tap: tap, connection: connection)
    if let known = numbers[local] { return known }
    let flow = Set(ends)
    let number = known(local, of: flow) ?? shared.count + 1
    if shared[number] == nil { flows[flow, default: []].append(number) }
    take(local, into: number)
    return number
  }

  /// The number of those ports' connection that this can be: each capture sees one only once.
  private func known(_ local: Local, of flow: Set<Endpoint>) -> Int? {
    let others = (flows[flow] ?? []).filter { shared[$0]?.taps.contains(local.tap) == false }
    let same = others.map { shared[$0]?.began(with: beginnings[local]) }
    let place = same.firstIndex(of: true) ?? same.firstIndex { $0 == nil }
    return place.map { others[$0] }
  }

  private mutating func take(_ local: Local, into number: Int) {
    numbers[local] = number
    shared[number, default: Shared()].taps.insert(local.tap)
    if let beginning = beginnings[local] { shared[number]?.beginnings[beginning.source] = beginning.sequence }
  }

  /// Numbers them anew, in the order in which they began.
  ///
  /// - Parameter order: The numbers of all packets of connections, in the order of time.
  /// - Returns: The old numbers → the new ones.
  mutating func renumber(inOrder order: some Sequence<Int>) -> [Int: Int] {
    var new: [Int: Int] = [:]
    for number in order where new[number] == nil { new[number] = new.count + 1 }
    numbers = numbers.compactMapValues { new[$0] }
    return new
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
