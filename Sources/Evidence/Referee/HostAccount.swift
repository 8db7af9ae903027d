package import WireFormat

/// What the referee knows of one host: its counters, what it sent and received, and what nobody could see.
package struct HostAccount: Sendable {
  package var host: HostRecord
  /// The TCP segments that it sent.
  package private(set) var sent: [PacketRecord] = []
  /// The TCP segments that came to it before the counters were read.
  package private(set) var arrived: [PacketRecord] = []
  /// Why there may be segments that no capture has: loopback, frames that the capture had no room for.
  package private(set) var blindSpots: [String] = []
  /// When its first rule on incoming packets was set.
  package private(set) var filtersInputSinceNs: Int64?
  package private(set) var filtersOutput = false
  private var wasReplugged = false
  /// For each segment sent, what its connection had sent and received last: indices into `sent` and `arrived`.
  private var before: [(sent: Int?, arrived: Int?)] = []

  package init(_ host: HostRecord, in record: RunRecord) {
    self.host = host
    for packet in record.packets where packet.tcp != nil {
      // What a fault injected in its name it has not sent.
      if packet.from == host.name, packet.fate != .unsent { sent.append(packet) }
      if packet.to == host.name, let atNs = packet.arrivedAtNs, atNs <= record.endedAtNs {
        arrived.append(packet)
      }
    }
    arrived.sort { ($0.arrivedAtNs ?? 0) < ($1.arrivedAtNs ?? 0) }
    indexNeighbours()
    for fault in record.faults where fault.kind == "firewall" && fault.host == host.name {
      if fault.site.hasPrefix("output") {
        filtersOutput = true
      } else {
        filtersInputSinceNs = min(filtersInputSinceNs ?? .max, fault.appliedAtNs)
      }
    }
    wasReplugged = record.faults.contains { $0.kind == "replug" && $0.host == host.name }
    let missed = record.captures.filter { $0.host == host.name }
      .reduce(0) { $0 + $1.droppedByKernel + $1.droppedByInterface }
    if missed > 0 { blindSpots.append("\(missed) frames were not captured") }
    let talksToItself = record.states.contains { state in
      guard state.host == host.name, let other = state.remoteHost else { return false }
      return other == host.name || other.hasPrefix("127.") || other == "::1"
    }
    if talksToItself { blindSpots.append("it also talked to itself, over loopback, which is not captured") }
  }

  package var hasTCP: Bool {
    !sent.isEmpty || !arrived.isEmpty || counted("Tcp.OutSegs") > 0 || counted("Tcp.InSegs") > 0
  }

  /// What a counter grew by while the host's cable was in.
  package func counted(_ counter: String) -> Int64 {
    (host.counters[counter] ?? 0) - (host.countersUnplugged?[counter] ?? 0)
  }

  /// How much of it in the moments when the cable was pulled or put in: before or after, nobody can say.
  package func countedAtTheCable(_ counter: String) -> Int64 { host.countersAtTheCable?[counter] ?? 0 }

  /// How much of it while the cable was out; 0 where it never came back to the same connections.
  package func countedUnplugged(_ counter: String) -> Int64 {
    wasReplugged ? (host.countersUnplugged?[counter] ?? 0) + countedAtTheCable(counter) : 0
  }

  // MARK: Choices of packets

  package func sent(_ packetClass: PacketClass) -> Int { sent.count { $0.packetClass == packetClass } }

  package func resets(_ cause: ResetCause) -> Int {
    sent.count { $0.packetClass == .reset && $0.cause == cause }
  }

  /// Segments sent again for one of these reasons, needed or not.
  package func resent(_ triggers: RetransmissionKind...) -> Int {
    sent.count { packet in packet.trigger.map(triggers.contains) ?? false }
  }

  /// Repeated SYNs and SYN+ACKs.
  package var resentHandshakes: [PacketRecord] { sent.filter(\.isResentHandshake) }

  /// A segment that the host sent, with the last ones of its connection before it.
  package struct Sending: Sendable {
    package var packet: PacketRecord
    package var before: PacketRecord?
    package var arrival: PacketRecord?
  }

  package var sendings: [Sending] {
    sent.indices.map { index in
      Sending(
        packet: sent[index], before: before[index].sent.map { sent[$0] },
        arrival: before[index].arrived.map { arrived[$0] })
    }
  }

  private mutating func indexNeighbours() {
    var lastSent: [Int?: Int] = [:]
    var lastArrived: [Int?: Int] = [:]
    var next = 0
    for (index, packet) in sent.enumerated() {
      while next < arrived.count, (arrived[next].arrivedAtNs ?? 0) <= packet.sentAtNs {
        lastArrived[arrived[next].connection] = next
        next += 1
      }
      before.append((lastSent[packet.connection], lastArrived[packet.connection]))
      lastSent[packet.connection] = index
    }
  }

  /// The segments of each connection that the host sent, in order.
  package var sentByConnection: [[PacketRecord]] {
    Dictionary(grouping: sent, by: \.connection).sorted { ($0.key ?? 0) < ($1.key ?? 0) }.map(\.value)
  }

  // MARK: Reasons that several rules have

  /// Retransmissions that this host itself refused to send.
  package func allowFailed(_ expected: inout ExpectedCount) {
    let failed = counted("TcpExt.TCPRetransFail")
    expected.allow(
      more: failed,
      because: "\(failed) retransmissions failed on the host itself (TCPRetransFail, __tcp_retransmit_skb)")
  }

  /// Segments that were sent for the first time into a pulled cable: a retransmission is the first to be seen.
  package func allowUnseenOriginals(
    _ expected: inout ExpectedCount, of counters: [String] = ["TcpExt.TCPOrigDataSent", "Tcp.ActiveOpens"]
  ) {
    let unseen = counters.reduce(0) { $0 + countedUnplugged($1) }
    expected.allow(
      more: unseen,
      because:
        "\(unseen) segments were first sent into the pulled cable: on the wire a retransmission of them "
        + "looks like the first (TCPOrigDataSent, ActiveOpens)")
    allowQueueDrops(&expected)
  }

  /// What the host's own queue had no room for: TCP has counted it, and no capture has it.
  private func allowQueueDrops(_ expected: inout ExpectedCount) {
    let dropped = counted("Qdisc.Dropped")
    expected.allow(
      more: dropped,
      because:
        "the queue before its interface dropped \(dropped) packets, which TCP has counted by then (Qdisc.Dropped)"
    )
  }

  /// SYN cookies: the kernel keeps no request, so that each SYN+ACK is a first one to it.
  package func allowCookies(_ expected: inout ExpectedCount) {
    let cookies = Int(counted("TcpExt.SyncookiesSent"))
    let repeated = resentHandshakes.count { $0.packetClass == .synAck }
    expected.allow(
      fewer: min(cookies, repeated),
      because: "with SYN cookies (\(cookies) sent) the kernel knows of no earlier SYN+ACK (tcp_conn_request)")
  }

  /// A rule on outgoing packets: TCP counts what it hands to IP, and nft drops it there.
  package func allowFilteredOutput(_ expected: inout ExpectedCount) {
    if filtersOutput {
      expected.allowAnyMore(
        because: "its firewall has a rule on outgoing packets, which TCP has counted by then")
    }
    allowQueueDrops(&expected)
  }

  /// A rule on incoming packets: they were captured, and TCP may never have seen them.
  package func allowFilteredInput(_ expected: inout ExpectedCount, of packets: [PacketRecord]) {
    guard let sinceNs = filtersInputSinceNs else { return }
    expected.allow(
      fewer: packets.count { ($0.arrivedAtNs ?? 0) >= sinceNs },
      because: "its firewall has a rule on incoming packets, which stands behind the capture and before TCP")
  }
}

extension PacketRecord {
  package var isResentHandshake: Bool {
    (packetClass == .syn || packetClass == .synAck) && flags.contains(.retransmission)
  }
}
