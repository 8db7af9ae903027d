internal import Glibc

/// Reads from the connection.
package struct ReceiveOperation: PeerOperation {
  package static let name = "receive"
  package static let usage = "receive [BYTES | until-closed]"
  package static let summary =
    "Reads with one recv(): what is there, or exactly BYTES (MSG_WAITALL); until-closed repeats it to the end."

  let bytes: Int?
  let untilClosed: Bool

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    untilClosed = words.skip("until-closed")
    var look = words
    bytes =
      !untilClosed && look.next() != nil ? try words.integer("a number of bytes", in: 1...(1 << 30)) : nil
  }

  package func run(in peer: Peer) {
    var buffer = [UInt8](repeating: 0, count: bytes ?? 65536)
    let flags = bytes == nil ? 0 : Int32(MSG_WAITALL)
    repeat {
      let result = peer.call(Self.name) {
        buffer.withUnsafeMutableBytes { Glibc.recv(peer.connection, $0.baseAddress, $0.count, flags) }
      }
      if result <= 0 { return }
    } while untilClosed
  }
}
