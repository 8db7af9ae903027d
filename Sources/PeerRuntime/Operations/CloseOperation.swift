internal import Glibc

/// Closes the connection, or the listener.
package struct CloseOperation: PeerOperation {
  package static let name = "close"
  package static let usage = "close [listener]"
  package static let summary = "Closes the connection's descriptor, or the listener's."

  let listener: Bool

  package init(_ words: inout WordReader) throws(PeerSyntaxError) { listener = words.skip("listener") }

  package func run(in peer: Peer) {
    let descriptor = listener ? peer.listener : peer.connection
    if listener { peer.listener = -1 } else { peer.connection = -1 }
    peer.call(Self.name) { Int(Glibc.close(descriptor)) }
  }
}
