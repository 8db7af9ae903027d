package import LabModel
internal import LinuxHost

/// Destroys sockets of a host behind their programs' backs, as `ss -K` does.
///
/// The kernel ends the connection at once: it sends RST to the other end, and the program's call fails with
/// ECONNABORTED. It needs a kernel with CONFIG_INET_DIAG_DESTROY. Source: sock_diag(7), `net/ipv4/tcp.c`, `tcp_abort`.
package struct DestroySocketFault: Fault {
  package static let kind = "destroy-socket"
  package static let usage = "destroy-socket: { on: HOST, port: N, state: STATE }"
  package static let summary =
    "Destroys a host's TCP sockets with such a port (either end's) or state; listeners only if 'state' says LISTEN."
  package static let proof = "the kernel destroyed at least one, and lists none of them any more"
  package static let example = """
    title: A socket is destroyed behind its program's back
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10, receive ] }
      client: { on: client, socket: [ connect server:7000, send 10, receive ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: receive, result: 10 }
      - destroy-socket: { on: server, port: 7000 }
      - wait: { process: client, call: receive, error: ECONNRESET }
    expect:
      - call: { process: server, operation: receive, nth: last, error: ECONNABORTED }
    """

  package let target: String
  let port: Int?
  let state: String?

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("on")
    port = try parameters.integer("port")
    state = try parameters.socketState("state")
    guard port != nil || state != nil else {
      throw LabDiagnostic(
        parameters.node.position, "'destroy-socket' does not say which",
        remedy: "write for example 'port: 7000' or 'state: ESTABLISHED'")
    }
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    let (port, state) = (port, state)
    let chosen = { @Sendable (entry: SocketEntry) -> Bool in
      let isMeant = state.map { $0 == SocketStateName.canonical(entry.state) } ?? (entry.state != "LISTEN")
      guard isMeant else { return false }
      return port.map { $0 == entry.localPort || $0 == entry.remotePort } ?? true
    }
    let destroyed = try host.inNetwork { () throws(SystemCallError) in
      try SocketTable.destroy(where: chosen)
    }
    guard !destroyed.isEmpty else { throw FaultError("\(target) has no such socket") }
    let left = try host.sockets().filter { entry in destroyed.contains { $0.cookie == entry.cookie } }
    guard left.isEmpty else {
      throw FaultError("\(left.count) of \(destroyed.count) sockets are still there, in \(left[0].state)")
    }
    let list = destroyed.map {
      $0.remoteAddress.isEmpty
        ? "port \($0.localPort) (\($0.state))"
        : "port \($0.localPort) to \($0.remoteAddress):\($0.remotePort) (\($0.state))"
    }
    return AppliedFault(site: "kernel of \(target)", proof: "gone: \(list.joined(separator: ", "))")
  }
}
