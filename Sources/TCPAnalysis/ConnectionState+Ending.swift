import WireFormat

extension ConnectionState {
  /// What the connection came to, if nothing more is captured after `endNs`.
  func summary(captureEndNs: Int64) -> ConnectionSummary {
    let first = ConnectionSummary.Endpoint(address: key.firstAddress, port: key.firstPort)
    let second = ConnectionSummary.Endpoint(address: key.secondAddress, port: key.secondPort)
    return ConnectionSummary(
      id: common.id, client: clientIsFirst ? first : second, server: clientIsFirst ? second : first,
      clientKnown: common.clientKnown, clientCounts: client.counts, serverCounts: server.counts,
      startNs: common.startNs, endNs: common.lastNs, ending: ending(captureEndNs: captureEndNs),
      history: history.text)
  }

  private func ending(captureEndNs: Int64) -> ConnectionEnding {
    if common.wasRefused { return .refused }
    if common.resetFrame != 0 { return common.resetCause == .keepaliveExpired ? .timedOut : .reset }
    if client.finFrame != 0 && server.finFrame != 0 { return .closed }
    if client.synFrame != 0 && server.counts.frames == 0
      && client.counts.frames == client.counts.count(of: .syn)
    {
      return .unanswered
    }
    let unanswered = max(
      max(client.retransmissionsUnanswered, server.retransmissionsUnanswered),
      max(client.probesUnanswered, server.probesUnanswered))
    guard unanswered >= 2 else { return .open }
    // A sender that still tries comes back within twice the last pause.
    let silence = captureEndNs - common.lastNs
    let lastPause = max(client.lastPauseNs, server.lastPauseNs)
    return silence > 2 * lastPause + lastPause / 4 ? .timedOut : .halfOpen
  }
}
