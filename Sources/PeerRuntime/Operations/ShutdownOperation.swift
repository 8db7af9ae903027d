internal import Glibc

/// Closes one or both directions of the connection.
package struct ShutdownOperation: PeerOperation {
  package static let name = "shutdown"
  package static let usage = "shutdown read|write|both"
  package static let summary = "Closes one or both directions for everyone who shares the socket."

  let how: Int32

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    switch try words.require("a direction (read, write or both)") {
    case "read": how = Int32(SHUT_RD)
    case "write": how = Int32(SHUT_WR)
    case "both": how = Int32(SHUT_RDWR)
    case let other: throw words.error("'\(other)' is no direction: write read, write or both")
    }
  }

  package func run(in peer: Peer) {
    peer.call(Self.name) { Int(Glibc.shutdown(peer.connection, how)) }
  }
}
