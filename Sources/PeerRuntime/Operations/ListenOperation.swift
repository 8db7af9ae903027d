internal import Glibc

/// Opens a port: socket(), bind() and listen(), reported as one call.
package struct ListenOperation: PeerOperation {
  package static let name = "listen"
  package static let usage = "listen PORT [backlog N] [no-reuse]"
  package static let summary = """
    Opens a port on all addresses of the host, IPv6 ones too where it has any (SO_REUSEADDR is set, unless no-reuse).
    """

  let port: Int
  let backlog: Int
  let reuse: Bool

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    port = try words.integer("a port", in: 1...65535)
    backlog = words.skip("backlog") ? try words.integer("a backlog", in: 0...65535) : 128
    reuse = !words.skip("no-reuse")
  }

  package func run(in peer: Peer) {
    peer.call(Self.name) {
      peer.listener = Peer.makeSocket(Peer.family)
      guard peer.listener >= 0 else { return -1 }
      var one: Int32 = reuse ? 1 : 0
      guard setsockopt(peer.listener, SOL_SOCKET, SO_REUSEADDR, &one, 4) == 0 else { return -1 }
      guard Peer.bind(peer.listener, port: port) == 0 else { return -1 }
      return Int(Glibc.listen(peer.listener, Int32(backlog)))
    }
  }
}
