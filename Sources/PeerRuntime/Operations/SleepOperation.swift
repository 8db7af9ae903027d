internal import CLinuxShims
internal import Glibc
internal import LabModel

/// Does nothing for a time.
package struct SleepOperation: PeerOperation {
  package static let name = "sleep"
  package static let usage = "sleep TIME"
  package static let summary = "Does nothing for a time."

  let time: Duration

  package init(_ words: inout WordReader) throws(PeerSyntaxError) { time = try words.duration("a time") }

  package func run(in peer: Peer) {
    peer.call(Self.name) {
      Self.sleep(time)
      return 0
    }
  }

  static func sleep(_ time: Duration) {
    let ns = time.wholeNs
    var left = timespec(tv_sec: Int(ns / 1_000_000_000), tv_nsec: Int(ns % 1_000_000_000))
    var rest = timespec()
    while nanosleep(&left, &rest) != 0 && errno == EINTR { left = rest }
  }
}
