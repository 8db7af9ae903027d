package import LabModel
internal import LinuxHost

/// Waits until a host has a socket in a state, or with so much in its queues.
package struct SocketWait: WaitCondition {
  package static let key = "socket"
  package static let usage = """
    wait: { socket: { host: HOST, state: STATE, port: N } }
    wait: { socket: { host: HOST, receive-queue: BYTES, send-queue: BYTES } }
    wait: { socket: { host: HOST, port: N, absent: true } }
    """
  package static let summary = "A host has such a TCP socket (or, with absent, has none)."

  let host: String
  let state: String?
  let port: Int?
  let receiveQueue: Int?
  let sendQueue: Int?
  let absent: Bool

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    var inner = ParameterReader(
      kind: "socket", node: try parameters.require("socket"), names: parameters.names)
    host = try inner.host("host")
    state = try inner.socketState("state")
    port = try inner.count("port")
    receiveQueue = try inner.count("receive-queue")
    sendQueue = try inner.count("send-queue")
    // A closed socket is one that the kernel lists no more.
    let closed = state == "CLOSED"
    absent = try inner.boolean("absent") ?? closed
    try inner.finish()
  }

  package var text: String {
    var words = ["\(host) has \(absent ? "no" : "a") socket"]
    if let state { words.append("in \(state)") }
    if let port { words.append("on port \(port)") }
    if let receiveQueue { words.append("with \(receiveQueue) bytes to be read") }
    if let sendQueue { words.append("with \(sendQueue) bytes unacknowledged") }
    return words.joined(separator: " ")
  }

  package var question: RunView.Question? { .sockets(host: host) }

  package func isMet(by run: RunView) -> Bool {
    let found = (run.sockets[host] ?? []).contains { entry in
      if let state, state != "CLOSED" {
        if entry.state != state { return false }
      } else if entry.state == "LISTEN" {
        return false
      }
      if let port, entry.localPort != port, entry.remotePort != port { return false }
      if let receiveQueue, entry.receiveQueueBytes != receiveQueue { return false }
      if let sendQueue, entry.sendQueueBytes != sendQueue { return false }
      return true
    }
    return found != absent
  }
}
