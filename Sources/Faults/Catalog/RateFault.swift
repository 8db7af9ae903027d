package import LabModel
internal import WireFormat

/// Lets packets through a wire no faster than a slow link would, with a queue before it.
///
/// Unlike `link-speed` it stands behind the host: what the queue has no room for is lost on the wire, and the sender
/// cannot know. Each way of each wire has a link and a queue of its own.
package struct RateFault: WireFault {
  package static let kind = "rate"
  package static let usage = """
    rate: { \(WireChoice.usage), at: 1mbit, queue: 10 packets }
    rate: { packets: PACKETS, at: 100kbit, queue: 15000 bytes }
    """
  package static let summary = """
    Lets the packets that it chooses pass no faster than a link of that speed, in order, all others pass them; \
    'queue' says how many 'packets' or 'bytes' may wait before the link, and what has no room there is lost.
    """
  package static let proof = "at least one packet had to wait for another, or was lost"
  package static let example = """
    title: A burst into a slow link
    hosts: { client: {}, server: {} }
    faults:
      - rate: { packets: client > server any, at: 1mbit, queue: 100 packets }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10000 ] }
      client: { on: client, socket: [ connect server:7000, send 10000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: receive, result: 10000 }
    expect:
      # 10,000 bytes are 80 ms at 1 Mbit/s.
      - call: { process: server, operation: receive, result: 10000, after: at least 70ms, since: start client }
    """

  package let choice: WireChoice
  package let action: any WireAction

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    choice = try WireChoice(&parameters)
    let rate = try BitRate(try parameters.require("at"), for: "at")
    let limit = try QueueLimit(try parameters.require("queue"), for: "queue")
    action = RateAction(rate, limit)
  }
}

/// A link that is busy with one frame after the other, and the queues before it.
struct RateAction: WireAction {
  /// A frame that was let in: when the link begins with it and has done with it.
  private struct Sending {
    var startNs: Int64
    var endNs: Int64
    var bytes: Int
  }

  private let rate: BitRate
  private let limit: QueueLimit
  private var sendings: [WireWay: [Sending]] = [:]
  private var queued = 0
  private var dropped = 0
  /// Those that found the link busy.
  private var waited = 0
  private var longestNs: Int64 = 0

  init(_ rate: BitRate, _ limit: QueueLimit) {
    self.rate = rate
    self.limit = limit
  }

  mutating func act(
    on packet: WireDeparture, at passage: WirePassage, random: inout SeededGenerator
  ) -> WireOutcome {
    guard case .after(let laterNs) = packet.release else {
      return WireOutcome("not queued: another fault keeps it", [packet])
    }
    let nowNs = passage.nowNs
    var before = sendings[passage.way, default: []].filter { $0.endNs > nowNs }
    defer { sendings[passage.way] = before }
    // What the link is busy with has left the queue.
    let waiting = before.filter { $0.startNs > nowNs }.map(\.bytes)
    if let last = before.last {
      guard limit.admits(bytes: packet.bytes.count, beside: waiting) else {
        dropped += 1
        return WireOutcome("dropped: the queue of \(limit) is full", [])
      }
      waited += 1
      before.append(sending(packet, fromNs: last.endNs))
    } else {
      before.append(sending(packet, fromNs: nowNs))
    }
    queued += 1
    let heldNs = before[before.count - 1].endNs - nowNs
    longestNs = max(longestNs, heldNs)
    var later = packet
    later.release = .after(ns: laterNs.addingTime(heldNs))
    return WireOutcome("queued \(Self.text(heldNs)) at \(rate.text)", [later])
  }

  private func sending(_ packet: WireDeparture, fromNs startNs: Int64) -> Sending {
    let bytes = packet.bytes.count
    return Sending(startNs: startNs, endNs: startNs.addingTime(rate.durationNs(ofBytes: bytes)), bytes: bytes)
  }

  func account(chosen: Int, matched: Int) -> String {
    let most = queued > 0 ? ", at most \(Self.text(longestNs))" : ""
    return "queued \(queued)\(most), and dropped \(dropped) of \(matched) packets that matched"
  }

  var failure: String? {
    waited + dropped > 0
      ? nil : "the link was never busy when a packet came, so it was no limit: none waited for another"
  }

  /// To a tenth of a millisecond, below a millisecond to the microsecond.
  private static func text(_ ns: Int64) -> String {
    let stepNs: Int64 = ns >= 1_000_000 ? 100_000 : 1000
    return Duration.nanoseconds(ns.addingTime(stepNs / 2) / stepNs * stepNs).labText
  }
}
