internal import Glibc

/// Ends the peer: the kernel closes its sockets.
package struct ExitOperation: PeerOperation {
  package static let name = "exit"
  package static let usage = "exit [STATUS]"
  package static let summary = "Ends the process; the kernel closes its sockets."

  let status: Int

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    var look = words
    status = look.next() == nil ? 0 : try words.integer("an exit status", in: 0...255)
  }

  package func run(in peer: Peer) {
    peer.call(Self.name) { Glibc.exit(Int32(status)) }
  }
}
