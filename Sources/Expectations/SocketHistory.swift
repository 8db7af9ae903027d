import Evidence
import LabModel

/// The states that one host's sockets were seen in, socket by socket.
struct SocketHistory {
  /// What tells a socket from the others of its host.
  struct Socket: Hashable {
    var localPort: Int
    var remoteHost: String?
    var remotePort: Int?

    init(_ state: SocketStateRecord) {
      self.localPort = state.localPort
      self.remoteHost = state.remoteHost
      self.remotePort = state.remotePort
    }
  }

  /// In the order in which they were first seen.
  private(set) var sockets: [Socket] = []
  private var states: [Socket: [SocketStateRecord]] = [:]

  init(_ record: RunRecord, host: String, port: Int?) {
    for state in record.states where state.host == host {
      if let port, state.localPort != port, state.remotePort != port { continue }
      var state = state
      state.state = SocketStateName.canonical(state.state) ?? state.state
      let socket = Socket(state)
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

  /// Whether what there was at a moment, or after some change that followed it, is as asked for.
  func hadMoment(since ns: Int64, where isMet: ([SocketStateRecord]) -> Bool) -> Bool {
    var current = Dictionary(uniqueKeysWithValues: snapshot(at: ns).map { (Socket($0), $0) })
    if isMet(Array(current.values)) { return true }
    let changes = states.values.joined().filter { $0.atNs > ns }.sorted { $0.atNs < $1.atNs }
    for (index, change) in changes.enumerated() {
      current[Socket(change)] = change.state == "CLOSED" ? nil : change
      // What was seen at one time was seen together.
      let isLast = index + 1 == changes.count || changes[index + 1].atNs > change.atNs
      if isLast, isMet(Array(current.values)) { return true }
    }
    return false
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
    let timer = state.timer.map { ", timer: \($0)" + (state.retries.map { ", \($0) retries" } ?? "") } ?? ""
    return
      "\(record.time(state.atNs))  \(state.host):\(state.localPort)\(remote) \(state.state)\(queues)\(timer)"
  }
}
