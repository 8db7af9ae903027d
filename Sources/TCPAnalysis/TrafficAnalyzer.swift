package import WireFormat

/// Names every packet of one capture point, in the order in which they were captured.
///
/// Streaming: it keeps what it needs of open connections and nothing of packets.
package struct TrafficAnalyzer: Sendable {
  private var connections: [ConnectionState] = []
  private var table: [FlowKey: Int] = [:]
  private var finished: [ConnectionSummary] = []
  private var corrections: [LabelCorrection] = []
  private var nextID = 1
  private var lastTimeNs: Int64 = .min

  package init() {}

  /// Names a TCP segment.
  ///
  /// - Parameters:
  ///   - number: the frame's number in the capture, from 1.
  ///   - timeNs: when it was captured, in nanoseconds of the capture's clock.
  package mutating func observe(_ segment: TCPSegment, number: Int, timeNs: Int64) -> FrameLabel {
    lastTimeNs = max(lastTimeNs, timeNs)
    let (key, fromFirst) = FlowKey.of(
      segment.source, segment.sourcePort, segment.destination, segment.destinationPort)
    let moment = FrameMoment(number: number, timeNs: timeNs)
    var slot: Int
    if let known = table[key] {
      slot = known
      if connections[slot].isReopened(by: segment, fromFirst: fromFirst) {
        finished.append(connections[slot].summary(captureEndNs: timeNs))
        connections[slot] = open(key, segment, fromFirst, timeNs)
      }
    } else {
      slot = connections.count
      connections.append(open(key, segment, fromFirst, timeNs))
      table[key] = slot
    }
    let label = connections[slot].observe(segment, fromFirst: fromFirst, at: moment)
    if !connections[slot].common.corrections.isEmpty {
      corrections.append(contentsOf: connections[slot].common.corrections)
      connections[slot].common.corrections.removeAll()
    }
    return label
  }

  /// Names any decoded frame.
  package mutating func observe(_ frame: DecodedFrame, number: Int, timeNs: Int64) -> FrameLabel {
    switch frame {
    case .tcp(let segment): return observe(segment, number: number, timeNs: timeNs)
    case .arp(let message): return FrameLabel(packetClass: message.isRequest ? .arpRequest : .arpReply)
    case .icmpError(let error): return observe(error, number: number, timeNs: timeNs)
    case .other, .skipped: return FrameLabel(packetClass: .other)
    }
  }

  /// Names an ICMP error, and the connection that it is about.
  package mutating func observe(_ error: ICMPError, number: Int, timeNs: Int64) -> FrameLabel {
    var label = FrameLabel(packetClass: .icmpError)
    guard let quoted = error.quoted else { return label }
    let (key, _) = FlowKey.of(
      quoted.source, quoted.sourcePort, quoted.destination, quoted.destinationPort)
    if let slot = table[key] { label.connection = connections[slot].common.id }
    return label
  }

  /// What later frames showed about earlier ones since the last call.
  package mutating func takeCorrections() -> [LabelCorrection] {
    defer { corrections.removeAll() }
    return corrections
  }

  /// All connections, by id.
  package mutating func finish() -> [ConnectionSummary] {
    let open = connections.map { $0.summary(captureEndNs: lastTimeNs) }
    defer {
      connections.removeAll()
      table.removeAll()
      finished.removeAll()
    }
    return (finished + open).sorted { $0.id < $1.id }
  }

  private mutating func open(
    _ key: FlowKey, _ segment: TCPSegment, _ fromFirst: Bool, _ timeNs: Int64
  ) -> ConnectionState {
    defer { nextID += 1 }
    let history = ZeekHistory(segment, fromFirst: fromFirst)
    let hasSyn = segment.flags.contains(.syn)
    var clientIsFirst = history.originatorIsFirst
    if hasSyn { clientIsFirst = segment.flags.contains(.ack) ? !fromFirst : fromFirst }
    return ConnectionState(
      key: key, clientIsFirst: clientIsFirst,
      common: ConnectionState.Common(id: nextID, startNs: timeNs, lastNs: timeNs, clientKnown: hasSyn),
      history: history)
  }
}
