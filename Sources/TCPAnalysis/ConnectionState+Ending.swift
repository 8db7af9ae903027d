import WireFormat

extension ConnectionState {
  /// What the connection came to, if nothing more of it is captured until `captureEndNs`.
  mutating func summary(_ key: FlowKey, captureEndNs: Int64) -> ConnectionSummary {
    let first = ConnectionSummary.Endpoint(address: key.firstAddress, port: key.firstPort)
    let second = ConnectionSummary.Endpoint(address: key.secondAddress, port: key.secondPort)
    var summary = ConnectionSummary(
      id: common.id, client: clientIsFirst ? first : second, server: clientIsFirst ? second : first,
      clientKnown: common.clientKnown, startNs: common.startNs, endNs: common.lastNs)
    summary.clientCounts = client.counts
    summary.serverCounts = server.counts
    summary.handshakeNs = common.handshakeNs
    summary.resetBy = common.resetBy ?? common.doubtfulResetBy
    summary.resetCause = common.resetCause
    summary.resetFrame = common.resetFrame != 0 ? common.resetFrame : common.doubtfulResetFrame
    summary.resetReason = common.resetReason
    summary.closedFirst = firstFin
    summary.history = history.text
    let clientWaits = max(client.retransmissionsUnanswered, client.probesUnanswered)
    let serverWaits = max(server.retransmissionsUnanswered, server.probesUnanswered)
    summary.unansweredCount = max(clientWaits, serverWaits)
    if summary.unansweredCount > 0 { summary.waiting = clientWaits >= serverWaits ? .client : .server }
    summary.ending = ending(unanswered: summary.unansweredCount, captureEndNs: captureEndNs)
    return summary
  }

  private var firstFin: FrameLabel.Sender? {
    mutating get {
      if client.finFrame == 0 && server.finFrame == 0 { return nil }
      if server.finFrame == 0 { return .client }
      if client.finFrame == 0 { return .server }
      return client.finFrame < server.finFrame ? .client : .server
    }
  }

  private mutating func ending(unanswered: Int, captureEndNs: Int64) -> ConnectionEnding {
    if common.wasRefused { return .refused }
    if common.resetFrame != 0 { return common.resetCause == .keepaliveExpired ? .timedOut : .reset }
    if common.doubtfulResetBy != nil { return .reset }
    let bothClosed = client.finFrame != 0 && server.finFrame != 0
    if isUnanswered { return .unanswered }
    guard unanswered >= 2 else { return bothClosed ? .closed : .open }
    // A sender that still tries comes back within twice the last pause.
    let silence = captureEndNs &- common.lastNs
    // A clock may jump by any amount, forwards and back.
    let lastPause = max(0, min(max(client.lastPauseNs, server.lastPauseNs), 1 << 60))
    return silence > 2 * lastPause + lastPause / 4 ? .timedOut : .halfOpen
  }

  /// Nothing but SYNs of one end.
  private var isUnanswered: Bool {
    mutating get {
      client.synFrame != 0 && server.counts.frames == 0
        && client.counts.frames == client.counts.count(of: .syn)
    }
  }
}
