import Evidence

extension RecordStory {
  static func socketName(_ state: SocketStateRecord) -> String {
    ":\(state.localPort) > \(state.remoteHost ?? "*"):\(state.remotePort ?? 0)"
  }

  mutating func event(of state: SocketStateRecord, atNs: Int64) -> Ladder.Event? {
    // The last sample of a run repeats what is known.
    guard told.updateValue(state.state, forKey: state.host + Self.socketName(state)) != state.state else {
      return nil
    }
    var text = state.state
    if state.remotePort == nil, state.state != "LISTEN" { text = "listener \(text)" }
    if state.remotePort != nil, ambiguousHosts.contains(state.host) { text = ":\(state.localPort) \(text)" }
    return note(
      on: state.host, text, tone: .state, atNs: atNs, family: .series("state \(state.host) \(text)"),
      word: "state")
  }

  /// The end of the run: what still stands, and who still waits.
  func ending() -> [Ladder.Event] {
    let atNs = Quantity.elapsedNs(from: record.startedAtNs, to: record.endedAtNs)
    var notes: [(row: Int, column: Int, text: String, tone: Tone)] = []
    var rows: [String: Int] = [:]
    func add(_ host: String, _ text: String, _ tone: Tone) {
      guard let column = columnOf[host], !downHosts.contains(host) else { return }
      let row = rows[host, default: 0]
      rows[host] = row + 1
      // A few say enough of many sockets in the same state.
      if row < Self.mostEndingNotes { notes.append((row, column, text, tone)) }
    }
    for call in record.calls where call.endedAtNs == nil && isAlive(call) && !Self.isDirection(call) {
      add(call.host, "\(prefix(call))still in \(call.instruction)", .warning)
    }
    for state in lastStates() where !["CLOSED", "LISTEN"].contains(state.state) {
      let port = ambiguousHosts.contains(state.host) ? ":\(state.localPort) " : ""
      add(state.host, "\(port)still \(state.state)", .state)
    }
    var events = notes.sorted { ($0.row, $0.column) < ($1.row, $1.column) }.map {
      Ladder.Event(
        atNs: atNs, .note(Ladder.Note(column: $0.column, text: $0.text, tone: $0.tone)), word: "state")
    }
    if events.isEmpty { events = [Ladder.Event(atNs: atNs, .step("the run ends"), word: "step")] }
    return events
  }

  private static let mostEndingNotes = 6

  /// Whether a call's process was there until the end, so that it was the call that did not return.
  private func isAlive(_ call: CallRecord) -> Bool {
    guard let process = record.processes.first(where: { $0.name == call.process && $0.host == call.host })
    else { return true }
    return process.exitedAtNs.map { $0 > record.endedAtNs } ?? true
  }

  /// The last state of each socket, in the order in which the sockets were first seen.
  private func lastStates() -> [SocketStateRecord] {
    var order: [String] = []
    var last: [String: SocketStateRecord] = [:]
    for state in record.states {
      let name = state.host + Self.socketName(state)
      if last.updateValue(state, forKey: name) == nil { order.append(name) }
    }
    return order.compactMap { last[$0] }
  }
}
