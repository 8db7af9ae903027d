internal import Glibc

/// Opens a port: socket(), bind() and listen(), reported as one call.
package struct ListenOperation: PeerOperation {
  package static let name = "listen"
  package static let usage = "listen PORT [backlog N]"
  package static let summary = "Opens a port on all addresses of the host (SO_REUSEADDR is set)."

  let port: Int
  let backlog: Int

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    port = try words.integer("a port", in: 1...65535)
    backlog = words.skip("backlog") ? try words.integer("a backlog", in: 0...65535) : 128
  }

  package func run(in peer: Peer) {
    peer.call(Self.name) {
      peer.listener = Peer.makeSocket(AF_INET)
      guard peer.listener >= 0 else { return -1 }
      var one: Int32 = 1
      guard setsockopt(peer.listener, SOL_SOCKET, SO_REUSEADDR, &one, 4) == 0 else { return -1 }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      let bound = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(peer.listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      guard bound == 0 else { return -1 }
      return Int(Glibc.listen(peer.listener, Int32(backlog)))
    }
  }
}
