internal import CLinuxShims
internal import Glibc
internal import LabModel

/// Waits until a socket is ready.
package struct PollOperation: PeerOperation {
  package static let name = "poll"
  package static let usage = "poll readable|writable|hangup [within TIME]"
  package static let summary = """
    Waits with poll() on the connection, else on the listener. The result is the sum of what it tells: 1 readable, \
    4 writable, 8 error, 16 hung up, 8192 the peer's FIN (asked for by hangup); 0 when the time is over.
    """

  let events: Int16
  let limit: Duration?

  package init(_ words: inout WordReader) throws(PeerSyntaxError) {
    switch try words.require("what for (readable, writable or hangup)") {
    case "readable": events = Int16(POLLIN)
    case "writable": events = Int16(POLLOUT)
    // POLLRDHUP, which needs _GNU_SOURCE.
    case "hangup": events = 0x2000
    case let other: throw words.error("'\(other)' is nothing to poll for: write readable, writable or hangup")
    }
    limit = words.skip("within") ? try words.duration("a time") : nil
  }

  package func run(in peer: Peer) {
    var entry = pollfd(fd: peer.socketForOptions(), events: events, revents: 0)
    let ns = limit?.wholeNs ?? 0
    var time = timespec(tv_sec: Int(ns / 1_000_000_000), tv_nsec: Int(ns % 1_000_000_000))
    peer.call(Self.name) {
      let ready = limit == nil ? clinux_poll(&entry, 1, nil) : clinux_poll(&entry, 1, &time)
      guard ready >= 0 else {
        errno = -ready
        return -1
      }
      return Int(UInt16(bitPattern: entry.revents))
    }
  }
}
