internal import Glibc
internal import LabModel

/// Reads from the connection.
package struct ReceiveOperation: PeerOperation {
  package static let name = "receive"
  package static let usage = "receive [BYTES [times N] | until-closed] [every TIME]"
  package static let summary = """
    Reads with one recv() each time: what is there, or exactly BYTES (MSG_WAITALL); until-closed repeats it to the end. \
    An error or the end ends the repetition.
    """

  let bytes: Int?
  let times: Int
  let pause: Duration?

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    let untilClosed = words.skip("until-closed")
    var look = words
    if let word = look.next(), !untilClosed, word != "every" {
      bytes = try words.integer("a number of bytes", in: 1...(1 << 30))
    } else {
      bytes = nil
    }
    times =
      untilClosed
      ? .max : words.skip("times") ? try words.integer("a number of times", in: 1...1_000_000) : 1
    pause = words.skip("every") ? try words.duration("a time") : nil
  }

  package func run(in peer: Peer) {
    var buffer = [UInt8](repeating: 0, count: bytes ?? 65536)
    let flags = bytes == nil ? 0 : Int32(MSG_WAITALL)
    for round in 0..<times {
      if round > 0, let pause { SleepOperation.sleep(pause) }
      let result = peer.call(Self.name) {
        buffer.withUnsafeMutableBytes { Glibc.recv(peer.connection, $0.baseAddress, $0.count, flags) }
      } wrongByte: { received in
        guard received > 0, !peer.sharesConnection else { return nil }
        return StreamText.firstWrong(buffer[..<received], at: peer.receivedBytes)
      }
      if result <= 0 { return }
      peer.receivedBytes += result
    }
  }
}
