internal import Glibc
internal import LabModel

/// Writes bytes to the connection.
package struct SendOperation: PeerOperation {
  package static let name = "send"
  package static let usage = "send BYTES [times N | until-blocked] [every TIME]"
  package static let summary = """
    Writes bytes with one send() each time; an error ends the repetition. until-blocked goes on, without waiting \
    (MSG_DONTWAIT), until there is no room (EAGAIN).
    """

  let bytes: Int
  let times: Int
  let untilBlocked: Bool
  let pause: Duration?

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    bytes = try words.integer("a number of bytes", in: 1...(1 << 30))
    untilBlocked = words.skip("until-blocked")
    times =
      untilBlocked
      ? .max : words.skip("times") ? try words.integer("a number of times", in: 1...1_000_000) : 1
    pause = words.skip("every") ? try words.duration("a time") : nil
  }

  package func run(in peer: Peer) {
    let flags =
      (peer.raisesSIGPIPE ? 0 : Int32(MSG_NOSIGNAL)) | (untilBlocked ? Int32(MSG_DONTWAIT) : 0)
    for round in 0..<times {
      if round > 0, let pause { SleepOperation.sleep(pause) }
      let payload = StreamText.bytes(from: peer.sentBytes, count: bytes)
      let result = peer.call(Self.name) {
        payload.withUnsafeBytes { Glibc.send(peer.connection, $0.baseAddress, $0.count, flags) }
      }
      if result < 0 { return }
      peer.sentBytes += result
    }
  }
}
