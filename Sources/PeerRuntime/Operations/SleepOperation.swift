internal import LabModel
internal import LinuxHost

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
    Clock.sleep(untilMonotonicNs: Clock.monotonicNs() + time.wholeNs)
  }
}
