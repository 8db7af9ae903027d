package import WireFormat

/// A connection that an analyzer still holds.
package struct RemainingConnection: Sendable {
  /// From 1, in the order of first packets.
  package let id: Int
  let slot: Int
}

/// Names every packet of one capture point, in the order in which they were captured.
///
/// Streaming: it keeps what it needs of connections and nothing of packets. At most
/// `Limits.connections` are kept; then the one that was over or silent longest goes, and its summary with it.
/// Call `takeFinished` and `takeCorrections` now and then, or they are all kept until the end.
package struct TrafficAnalyzer: Sendable {
  /// Bounds on memory.
  package struct Limits: Sendable {
    /// Connections kept at the same time.
    package var connections: Int
    /// Unacknowledged segments kept of one direction, and of all together.
    package var segmentsPerDirection: Int
    package var segments: Int

    package init(connections: Int = 65_536, segmentsPerDirection: Int = 2048, segments: Int = 400_000) {
      self.connections = max(1, connections)
      self.segmentsPerDirection = max(16, segmentsPerDirection)
      self.segments = segments
    }
  }

  private let limits: Limits
  private let mayPredict: Bool
  private let probesTail: Bool
  // One slot for each connection: its key and its state, side by side so that a search reads only keys.
  private var keys: [FlowKey] = []
  private var connections: [ConnectionState] = []
  private var isFree: [Bool] = []
  private var freeSlots: [Int] = []
  private var table = FlowTable()
  private var sweepPlace = 0
  private var heldSegments = 0
  private var finished: [ConnectionSummary] = []
  private var corrections: [LabelCorrection] = []
  private var nextID = 1
  /// The latest time of a frame that was taken in; the least number before the first.
  package private(set) var lastTimeNs: Int64 = .min
  /// What ICMP errors say of connections, by id, until their summaries are made.
  private var icmpErrors: [Int: ICMPFindings] = [:]
  /// Connections that were forgotten before they were over, to keep within the limits.
  package private(set) var forgottenCount = 0

  /// - Parameters:
  ///   - probesTail: False where it is known that the senders here send no tail-loss probes (the sysctl
  ///     tcp_early_retrans is 0): a single retransmission of the last segment looks the same from a timeout.
  ///   - mayPredict: False: every segment takes the long way, to compare the results.
  package init(limits: Limits = Limits(), probesTail: Bool = true, mayPredict: Bool = true) {
    self.limits = limits
    self.probesTail = probesTail
    self.mayPredict = mayPredict
  }

  /// Connections seen so far.
  package var connectionCount: Int { nextID - 1 }

  /// Names any decoded frame.
  ///
  /// - Parameters:
  ///   - number: the frame's number in the capture, from 1.
  ///   - timeNs: when it was captured, in nanoseconds of the capture's clock.
  package mutating func observe(_ frame: DecodedFrame, number: Int, timeNs: Int64) -> FrameLabel {
    switch frame {
    case .tcp(let segment): return observe(segment, number: number, timeNs: timeNs)
    case .arp(let message): return FrameLabel(packetClass: message.isRequest ? .arpRequest : .arpReply)
    case .icmpError(let error):
      return FrameLabel(connection: observe(error, timeNs: timeNs)?.connection, packetClass: .icmpError)
    case .other, .skipped: return FrameLabel(packetClass: .other)
    }
  }

  /// Names a TCP segment.
  package mutating func observe(_ segment: TCPSegment, number: Int, timeNs: Int64) -> FrameLabel {
    if timeNs > lastTimeNs { lastTimeNs = timeNs }
    let (key, fromFirst) = FlowKey.of(
      segment.source, segment.sourcePort, segment.destination, segment.destinationPort)
    let hash = table.hash(key)
    var slot: Int
    if let known = table.find(key, hash, in: keys) {
      slot = known
      if segment.flags.hasSyn, connections[slot].isReopened(by: segment, fromFirst: fromFirst) {
        slot = reopen(slot, key, hash, segment, fromFirst, number, timeNs)
      } else if connections[slot].previousSlot >= 0 {
        slot = route(slot, segment, fromFirst, timeNs)
      }
    } else {
      slot = open(key, segment, fromFirst, timeNs)
      table.insert(slot, hash, keys: keys)
    }
    let limit = heldSegments < limits.segments ? limits.segmentsPerDirection : 32
    let label = connections[slot].observe(
      segment, fromFirst: fromFirst, number: number, timeNs: timeNs, segmentLimit: limit,
      mayPredict: mayPredict, held: &heldSegments)
    if connections[slot].common.hasCorrections { collectCorrections(slot) }
    return label
  }

  @inline(never)
  private mutating func collectCorrections(_ slot: Int) {
    corrections.append(contentsOf: connections[slot].common.corrections)
    connections[slot].common.corrections = []
  }

  /// Takes an ICMP error as evidence about the connection that it quotes; nil where it is about none of these.
  @discardableResult
  package mutating func observe(
    _ error: ICMPError, timeNs: Int64
  ) -> (connection: Int, evidence: ICMPEvidence)? {
    if timeNs > lastTimeNs { lastTimeNs = timeNs }
    guard let quoted = error.quoted else { return nil }
    let (key, fromFirst) = FlowKey.of(
      quoted.source, quoted.sourcePort, quoted.destination, quoted.destinationPort)
    guard let slot = table.find(key, table.hash(key), in: keys) else { return nil }
    let evidence = ICMPEvidence(
      error, about: fromFirst == connections[slot].clientIsFirst ? .client : .server)
    let id = connections[slot].common.id
    icmpErrors[id, default: ICMPFindings()].add(evidence)
    return (id, evidence)
  }

  /// What later frames showed about earlier ones since the last call.
  package mutating func takeCorrections() -> [LabelCorrection] {
    defer { corrections = [] }
    return corrections
  }

  /// Connections that ended since the last call and need not be kept.
  package mutating func takeFinished() -> [ConnectionSummary] {
    defer { finished = [] }
    return finished
  }

  /// All connections that were not taken yet, by id.
  package mutating func finish() -> [ConnectionSummary] {
    var all = takeFinished()
    for connection in remaining { all.append(summary(of: connection)) }
    return all.sorted { $0.id < $1.id }
  }

  /// The connections that were not taken yet and are not in `takeFinished` either, by id.
  package var remaining: [RemainingConnection] {
    connections.indices.filter { !isFree[$0] }
      .map { RemainingConnection(id: connections[$0].common.id, slot: $0) }
      .sorted { $0.id < $1.id }
  }

  /// What one of `remaining` came to by now.
  package mutating func summary(of connection: RemainingConnection) -> ConnectionSummary {
    summary(of: connection.slot, captureEndNs: lastTimeNs)
  }

  private mutating func summary(of slot: Int, captureEndNs: Int64) -> ConnectionSummary {
    var summary = connections[slot].summary(keys[slot], captureEndNs: captureEndNs)
    if !icmpErrors.isEmpty, let found = icmpErrors[summary.id] { summary.icmpErrors = found }
    return summary
  }

  // MARK: Slots

  private mutating func open(
    _ key: FlowKey, _ segment: TCPSegment, _ fromFirst: Bool, _ timeNs: Int64
  ) -> Int {
    let history = ZeekHistory(segment, fromFirst: fromFirst)
    let hasSyn = segment.flags.hasSyn
    var clientIsFirst = history.originatorIsFirst
    if hasSyn { clientIsFirst = segment.flags.hasAck ? !fromFirst : fromFirst }
    var state = ConnectionState(
      clientIsFirst: clientIsFirst,
      common: ConnectionState.Common(id: nextID, startNs: timeNs, clientKnown: hasSyn),
      history: history)
    state.common.probesTail = probesTail
    nextID += 1
    sweep(timeNs)
    if let slot = freeSlots.popLast() {
      keys[slot] = key
      connections[slot] = state
      isFree[slot] = false
      return slot
    }
    if connections.isEmpty {
      // Reserved, not touched: the memory comes with the connections, and is never copied while it grows.
      keys.reserveCapacity(limits.connections)
      connections.reserveCapacity(limits.connections)
    }
    keys.append(key)
    connections.append(state)
    isFree.append(false)
    return connections.count - 1
  }

  /// A SYN for a connection that is there: the old one ends, or goes on beside the new one for a while.
  @inline(never)
  private mutating func reopen(
    _ old: Int, _ key: FlowKey, _ hash: UInt64, _ segment: TCPSegment, _ fromFirst: Bool, _ number: Int,
    _ timeNs: Int64
  ) -> Int {
    if connections[old].previousSlot >= 0 { dropPrevious(of: old, timeNs) }
    let lives = connections[old].common.isEstablished && !connections[old].isOver
    if lives { connections[old].noteSynInside(fromFirst: fromFirst, frame: number) }
    var earlier = connections[old]
    let slot = open(key, segment, fromFirst, timeNs)
    connections[slot].follow(&earlier, by: segment, fromFirst: fromFirst)
    // `open` may have swept the old one away to make room, and taken its slot.
    if slot == old || isFree[old] {
      table.insert(slot, hash, keys: keys)
      return slot
    }
    table.replace(old, by: slot, hash)
    if lives {
      connections[slot].previousSlot = old
    } else {
      release(old, timeNs, inTable: false)
    }
    return slot
  }

  /// Chooses between a new connection and the one that it may have replaced.
  @inline(never)
  private mutating func route(_ slot: Int, _ segment: TCPSegment, _ fromFirst: Bool, _ timeNs: Int64) -> Int {
    let old = connections[slot].previousSlot
    let answered = connections[slot].common.isEstablished || connections[slot].server.sentSynAck
    if !answered, connections[old].resumes(with: segment, fromFirst: fromFirst) { return old }
    if answered { dropPrevious(of: slot, timeNs) }
    return slot
  }

  private mutating func dropPrevious(of slot: Int, _ timeNs: Int64) {
    release(connections[slot].previousSlot, timeNs, inTable: false)
    connections[slot].previousSlot = -1
  }

  /// Frees a slot and keeps the connection's summary for `takeFinished`.
  private mutating func release(_ slot: Int, _ timeNs: Int64, inTable: Bool) {
    if connections[slot].previousSlot >= 0 { dropPrevious(of: slot, timeNs) }
    if inTable { table.remove(slot, table.hash(keys[slot]), keys: keys) }
    finished.append(summary(of: slot, captureEndNs: timeNs))
    if !icmpErrors.isEmpty { icmpErrors[connections[slot].common.id] = nil }
    heldSegments -= connections[slot].heldSegments
    connections[slot].client.segments.removeAll()
    connections[slot].server.segments.removeAll()
    connections[slot].client.holes = []
    connections[slot].server.holes = []
    connections[slot].client.resent = []
    connections[slot].server.resent = []
    isFree[slot] = true
    freeSlots.append(slot)
  }

  /// Frees a connection of which nothing more will come, a few slots at a time; or, when all slots are taken, the
  /// one of a few that is over or silent longest.
  private mutating func sweep(_ timeNs: Int64) {
    guard !connections.isEmpty else { return }
    let isFull = freeSlots.isEmpty && connections.count >= limits.connections
    var oldest = -1
    for _ in 0..<(isFull ? 16 : 2) {
      sweepPlace = sweepPlace + 1 < connections.count ? sweepPlace + 1 : 0
      let slot = sweepPlace
      if isFree[slot] || !isInTable(slot) { continue }
      let idleNs = timeNs &- connections[slot].common.lastNs
      if connections[slot].isSettled(afterNs: idleNs) {
        release(slot, timeNs, inTable: true)
        return
      }
      if oldest < 0 || isBetterVictim(slot, than: oldest) { oldest = slot }
    }
    guard isFull else { return }
    if oldest < 0 { oldest = connections.indices.first { !isFree[$0] && isInTable($0) } ?? 0 }
    if !connections[oldest].isOver { forgottenCount += 1 }
    release(oldest, timeNs, inTable: true)
  }

  /// Connections that a newer one with the same key has replaced go with it.
  private func isInTable(_ slot: Int) -> Bool {
    table.find(keys[slot], table.hash(keys[slot]), in: keys) == slot
  }

  private mutating func isBetterVictim(_ slot: Int, than other: Int) -> Bool {
    let over = connections[slot].isOver
    if over != connections[other].isOver { return over }
    return connections[slot].common.lastNs < connections[other].common.lastNs
  }
}
