internal import CLinuxShims
internal import Glibc

/// Takes the next connection from the listener's queue.
package struct AcceptOperation: PeerOperation {
  package static let name = "accept"
  package static let usage = "accept"
  package static let summary = "Takes the next connection from the queue; it becomes the peer's connection."

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {}

  package func run(in peer: Peer) {
    peer.call(Self.name) {
      let accepted = clinux_accept_cloexec(peer.listener)
      guard accepted >= 0 else {
        errno = -accepted
        return -1
      }
      peer.connection = accepted
      return 0
    }
  }
}
