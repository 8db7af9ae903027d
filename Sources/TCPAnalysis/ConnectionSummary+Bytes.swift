import WireFormat

/// A summary as bytes of a fixed size, to be kept outside of memory until all are known.
extension ConnectionSummary {
  package static let byteCount = 880
  private static let historyLimit = 256

  package var encoded: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: Self.byteCount)
    var span = bytes.mutableSpan
    encode(into: &span)
    return bytes
  }

  private func encode(into span: inout MutableSpan<UInt8>) {
    var place = 0
    span.put(Int64(id), at: &place)
    client.encode(into: &span, at: &place)
    server.encode(into: &span, at: &place)
    span.put(UInt8(clientKnown ? 1 : 0), at: &place)
    clientCounts.encode(into: &span, at: &place)
    serverCounts.encode(into: &span, at: &place)
    span.put(startNs, at: &place)
    span.put(endNs, at: &place)
    span.put(handshakeNs.map { Int($0) }, at: &place)
    span.put(CaseCodes.endings.code(ending), at: &place)
    span.put(CaseCodes.senders.code(resetBy), at: &place)
    span.put(CaseCodes.causes.code(resetCause), at: &place)
    span.put(CaseCodes.senders.code(closedFirst), at: &place)
    span.put(CaseCodes.senders.code(waiting), at: &place)
    span.put(Int64(unansweredCount), at: &place)
    span.put(Int64(resetFrame), at: &place)
    resetReason.encode(into: &span, at: &place)
    icmpErrors.encode(into: &span, at: &place)
    span.put(UInt16(min(history.utf8.count, Self.historyLimit)), at: &place)
    for letter in history.utf8.prefix(Self.historyLimit) { span.put(letter, at: &place) }
  }

  package init(encoded: ArraySlice<UInt8>) {
    let span = encoded.span
    var place = 0
    let id = Int(span.take(Int64.self, at: &place))
    let client = Endpoint(span, at: &place)
    let server = Endpoint(span, at: &place)
    let clientKnown = span.take(UInt8.self, at: &place) == 1
    let clientCounts = DirectionCounts(span, at: &place)
    let serverCounts = DirectionCounts(span, at: &place)
    let startNs = span.take(Int64.self, at: &place)
    let endNs = span.take(Int64.self, at: &place)
    self.init(
      id: id, client: client, server: server, clientKnown: clientKnown, startNs: startNs, endNs: endNs)
    self.clientCounts = clientCounts
    self.serverCounts = serverCounts
    handshakeNs = span.takeOptional(at: &place).map { Int64($0) }
    ending = CaseCodes.endings.value(span.take(at: &place)) ?? .open
    resetBy = CaseCodes.senders.value(span.take(at: &place))
    resetCause = CaseCodes.causes.value(span.take(at: &place))
    closedFirst = CaseCodes.senders.value(span.take(at: &place))
    waiting = CaseCodes.senders.value(span.take(at: &place))
    unansweredCount = Int(span.take(Int64.self, at: &place))
    resetFrame = Int(span.take(Int64.self, at: &place))
    resetReason = LabelReason(span, at: &place)
    icmpErrors = ICMPFindings(span, at: &place)
    let count = min(Int(span.take(UInt16.self, at: &place)), Self.historyLimit)
    var letters: [UInt8] = []
    letters.reserveCapacity(count)
    for _ in 0..<count { letters.append(span.take(at: &place)) }
    history = String(decoding: letters, as: UTF8.self)
  }
}

extension ConnectionSummary.Endpoint {
  fileprivate func encode(into span: inout MutableSpan<UInt8>, at place: inout Int) {
    span.put(address, at: &place)
    span.put(port, at: &place)
  }

  fileprivate init(_ span: Span<UInt8>, at place: inout Int) {
    address = span.takeAddress(at: &place)
    port = span.take(at: &place)
  }
}
