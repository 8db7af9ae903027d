import Evidence
import LabModel

/// The states that one host's sockets were seen in, socket by socket.
struct SocketHistory {
  /// What tells a socket from the others of its host.
  struct Socket: Hashable {
    var localPort: Int
    var remoteHost: String?
    var remotePort: Int?
  }

  /// In the order in which they were first seen.
  private(set) var sockets: [Socket] = []
  private var states: [Socket: [SocketStateRecord]] = [:]

  init(_ record: RunRecord, host: String, port: Int?) {
    for state in record.states where state.host == host {
      if let port, state.localPort != port, state.remotePort != port { continue }
      var state = state
      state.state = SocketStateName.canonical(state.state) ?? state.state
      let socket = Socket(
        localPort: state.localPort, remoteHost: state.remoteHost, remotePort: state.remotePort)
      if states[socket] == nil { sockets.append(socket) }
      states[socket, default: []].append(state)
    }
  }

  func states(of socket: Socket, since ns: Int64) -> [SocketStateRecord] {
    let all = states[socket] ?? []
    // The state that it had at the moment counts: it is the last one seen before.
    let first = all.lastIndex { $0.atNs <= ns } ?? 0
    return Array(all[first...])
  }

  /// The sockets that there were at a moment, each in its last state seen.
  func snapshot(at ns: Int64) -> [SocketStateRecord] {
    sockets.compactMap { socket in
      guard let state = states[socket]?.last(where: { $0.atNs <= ns }), state.state != "CLOSED" else {
        return nil
      }
      return state
    }
  }

  /// What there was at a moment and after each change that followed it.
  func snapshots(from ns: Int64) -> [[SocketStateRecord]] {
    let changes = Set(states.values.joined().map(\.atNs).filter { $0 > ns })
    return [snapshot(at: ns)] + changes.sorted().map { snapshot(at: $0) }
  }

  /// The history as lines of evidence: at a moment, or from a moment on.
  func lines(_ record: RunRecord, from: Int64?, at moment: Int64?) -> [String] {
    let lines = sockets.flatMap { socket -> [String] in
      var shown = from.map { states(of: socket, since: $0) } ?? []
      if from == nil, let moment, let last = states[socket]?.last(where: { $0.atNs <= moment }) {
        shown = [last]
      }
      return shown.map { Self.line($0, record) }
    }
    return lines.isEmpty ? ["no socket"] : lines
  }

  private static func line(_ state: SocketStateRecord, _ record: RunRecord) -> String {
    let remote = state.remoteHost.map { " to \($0):\(state.remotePort ?? 0)" } ?? ""
    let queues =
      state.receiveQueueBytes > 0 || state.sendQueueBytes > 0
      ? ", queues: receive \(state.receiveQueueBytes), send \(state.sendQueueBytes)" : ""
    return "\(record.time(state.atNs))  \(state.host):\(state.localPort)\(remote) \(state.state)\(queues)"
  }
}
