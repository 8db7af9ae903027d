/// Puts the connection aside, so that the next connect makes another.
package struct KeepOperation: PeerOperation {
  package static let name = "keep"
  package static let usage = "keep"
  package static let summary =
    "Puts the connection aside: it stays open and is not used any more, and the next connect makes another."

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {}

  package func run(in peer: Peer) {
    peer.call(Self.name) {
      peer.connection = -1
      return 0
    }
  }
}
