package import Evidence
package import LabModel
import WireFormat

/// In which state the sockets of a host were.
///
/// `state` at the end, or `at` or `after` a moment; `states` in this order. Listeners are left out unless
/// LISTEN is asked for. Without `count`, all the sockets that there are must be in the state, and there must
/// be one; `CLOSED` means that no connection is left.
package struct SocketExpectation: Expectation {
  package static let kind = "socket"
  package static let usage = """
    socket: { host: HOST, state: STATE, at: end|MOMENT }
    socket: { host: HOST, state: STATE, after: MOMENT, port: N, count|at-least|at-most: N }
    socket: { host: HOST, states: [ STATE, … ] }
    socket: { host: HOST, receive-queue: BYTES, send-queue: BYTES }
    socket: { host: HOST, timer: retransmission|keepalive|zeroWindowProbe|timeWait|none, retries: N, at: end|MOMENT }
    """
  package static let summary =
    "In which state a host's sockets were: at the end, at a moment, or one after another; what stood in their queues,"
    + " which timer ran, and how often it had run out without an answer. Listeners are looked at only for LISTEN:"
    + " `state: CLOSED` means that no connection is left."

  enum Time: Sendable {
    case end
    case at(Moment)
    /// At that moment or some time after it.
    case after(Moment)
  }

  let host: String
  let port: Int?
  let states: [String]
  let inOrder: Bool
  let time: Time
  let count: CountBound?
  let receiveQueue: PacketPattern.LengthBound?
  let sendQueue: PacketPattern.LengthBound?
  let timer: String?
  let retries: PacketPattern.LengthBound?

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    self.host = try parameters.host("host")
    self.port = try parameters.count("port")
    let place = parameters.node.position
    var states: [String] = []
    for node in try parameters.list("states") ?? [] {
      states.append(try ParameterReader.socketState(node, for: "states"))
    }
    self.inOrder = !states.isEmpty
    if let state = try parameters.socketState("state") {
      guard states.isEmpty else {
        throw LabDiagnostic(place, "'state' and 'states' stand together", remedy: "keep one of them")
      }
      states = [state]
    }
    self.states = states
    self.count = try CountBound(&parameters, exactly: "count")
    self.receiveQueue = try Self.bound("receive-queue", of: "bytes", &parameters)
    self.sendQueue = try Self.bound("send-queue", of: "bytes", &parameters)
    self.timer = try Self.timer(&parameters)
    self.retries = try Self.bound("retries", of: "retries", &parameters)
    self.time = try Self.time(&parameters)
    try parameters.finish()
    let isPlain = receiveQueue == nil && sendQueue == nil && timer == nil && retries == nil
    if states.isEmpty, isPlain {
      throw LabDiagnostic(
        place, "'socket' expects nothing",
        remedy: "write 'state: ESTABLISHED', 'states: [ … ]' or 'receive-queue: 10'")
    }
    if states == ["CLOSED"], count != nil {
      throw LabDiagnostic(
        place, "sockets that are CLOSED cannot be counted", why: "the kernel does not list them any more",
        remedy: "write 'state: CLOSED' alone, which means that no connection is left")
    }
    if inOrder, count != nil || !isPlain {
      throw LabDiagnostic(
        place, "'states' cannot be counted or measured", remedy: "write a 'socket' of its own for each")
    }
  }

  private static let timers = ["retransmission", "keepalive", "zeroWindowProbe", "timeWait", "none"]

  private static func timer(_ parameters: inout ParameterReader) throws(LabDiagnostic) -> String? {
    guard let node = parameters.node("timer") else { return nil }
    let name = try ParameterReader.scalar(node, for: "timer")
    guard timers.contains(name) else {
      throw LabDiagnostic(node.position, Spelling.unknown("timer", name, among: timers))
    }
    return name
  }

  private static func bound(
    _ key: String, of unit: String, _ parameters: inout ParameterReader
  ) throws(LabDiagnostic) -> PacketPattern.LengthBound? {
    guard let node = parameters.node(key) else { return nil }
    let text = try ParameterReader.scalar(node, for: key)
    if let bound = PacketPattern.LengthBound(parsing: text) { return bound }
    throw LabDiagnostic(
      node.position, "'\(key): \(text)' is no number of \(unit)", remedy: "write for example 10, 0 or 1..100")
  }

  private static func time(_ parameters: inout ParameterReader) throws(LabDiagnostic) -> Time {
    let after = try parameters.moment("after")
    guard let node = parameters.node("at") else { return after.map { .after($0) } ?? .end }
    guard after == nil else {
      throw LabDiagnostic(node.position, "'at' and 'after' stand together", remedy: "keep one of them")
    }
    return node.scalar == "end" ? .end : .at(try Moment(node, for: "at", names: parameters.names))
  }

  package func judge(_ record: RunRecord) -> Finding {
    guard record.hosts.contains(where: { $0.name == host }) else {
      return Finding(.inconclusive, "the record has no host \(host)")
    }
    let history = SocketHistory(record, host: host, port: port)
    if states == ["CLOSED"], history.sockets.isEmpty {
      return Finding(.inconclusive, "no socket of \(host) was ever seen, so none can be said to be gone")
    }
    let moment: Int64
    switch time {
    case .end: moment = .max
    case .at(let at), .after(let at):
      switch at.resolve(record) {
      case .at(let ns): moment = ns
      case .never(let why): return Finding(.inconclusive, why)
      }
    }
    if inOrder { return judgeOrder(history, since: isAfter ? moment : .min, record) }
    if isAfter ? history.hadMoment(since: moment, where: isMet) : isMet(history.snapshot(at: moment)) {
      return Finding(.pass, "\(host): \(conditionText)\(timeText)")
    }
    return Finding(
      .fail, "\(host) was not seen with \(conditionText)\(timeText)",
      expected: ["\(host): \(conditionText)\(timeText)"],
      actual: history.lines(record, from: isAfter ? moment : nil, at: moment),
      lateness: isAfter ? Lateness(unseenSince: moment) : nil)
  }

  private var isAfter: Bool {
    if case .after = time { return true }
    return false
  }

  /// Whether the sockets that a host had at one moment are as expected.
  private func isMet(_ sockets: [SocketStateRecord]) -> Bool {
    let wanted = states.first
    let candidates = sockets.filter { $0.state == "LISTEN" ? wanted == "LISTEN" : wanted != "LISTEN" }
    let right = candidates.filter { socket in
      (wanted == nil || socket.state == wanted)
        && receiveQueue?.contains(socket.receiveQueueBytes) ?? true
        && sendQueue?.contains(socket.sendQueueBytes) ?? true
        && (timer == nil || socket.timer ?? "none" == timer) && retries?.contains(socket.retries ?? 0) ?? true
    }
    if let count { return count.contains(right.count) }
    if wanted == "CLOSED" { return candidates.isEmpty }
    return !right.isEmpty && right.count == candidates.count
  }

  private func judgeOrder(_ history: SocketHistory, since: Int64, _ record: RunRecord) -> Finding {
    for socket in history.sockets {
      var rest = states[...]
      for state in history.states(of: socket, since: since) where state.state == rest.first {
        rest.removeFirst()
      }
      if rest.isEmpty { return Finding(.pass, "\(host): \(states.joined(separator: ", "))") }
    }
    return Finding(
      .fail, "no socket of \(host) went through \(states.joined(separator: ", "))\(isAfter ? timeText : "")",
      expected: ["\(host): \(states.joined(separator: ", "))"],
      actual: history.lines(record, from: since, at: nil), lateness: Lateness(unseenSince: since))
  }

  private var conditionText: String {
    var parts: [String] = []
    if let state = states.first { parts.append(state == "CLOSED" ? "no connection left" : state) }
    if let receiveQueue { parts.append("receive queue \(receiveQueue)") }
    if let sendQueue { parts.append("send queue \(sendQueue)") }
    if let timer { parts.append("timer \(timer)") }
    if let retries { parts.append("\(retries) retries") }
    return (count.map { "\($0) × " } ?? "") + parts.joined(separator: ", ")
  }

  private var timeText: String {
    switch time {
    case .end: " at the end"
    case .at(let moment): " at '\(moment.text)'"
    case .after(let moment): " after '\(moment.text)'"
    }
  }
}
