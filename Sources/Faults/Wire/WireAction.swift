package import WireFormat

/// What a fault does on a wire to the packets that it chooses; nothing else knows what that is.
package protocol WireAction: Sendable {
  /// What becomes of a packet that was chosen.
  mutating func act(
    on packet: WireDeparture, at passage: WirePassage, random: inout SeededGenerator
  ) -> WireOutcome

  /// What it comes to, for the record: `dropped 1 of 4 packets that matched`.
  func account(chosen: Int, matched: Int) -> String

  /// Whether packets stay on the wire until the rule is taken back.
  var holds: Bool { get }

  /// Why it did not take hold though it chose packets; nil when it did.
  var failure: String? { get }
}

extension WireAction {
  package var holds: Bool { false }
  package var failure: String? { nil }
}

/// One way of one wire.
package struct WireWay: Sendable, Hashable {
  package var wire: Int
  /// From the host to the switch.
  package var isOutbound: Bool

  package init(wire: Int, isOutbound: Bool) {
    self.wire = wire
    self.isOutbound = isOutbound
  }
}

/// Where and when a packet passes.
package struct WirePassage: Sendable, Hashable {
  /// CLOCK_MONOTONIC.
  package var nowNs: Int64
  package var way: WireWay

  package init(nowNs: Int64, way: WireWay) {
    self.nowNs = nowNs
    self.way = way
  }
}

/// What became of one packet.
package struct WireOutcome: Sendable {
  /// What was done, for the record: `dropped`, `delayed by 50ms`.
  package var verdict: String
  /// Nothing when it is lost, one when it goes on, several when there are copies.
  package var departures: [WireDeparture]

  package init(_ verdict: String, _ departures: [WireDeparture]) {
    self.verdict = verdict
    self.departures = departures
  }
}

/// An action that does the same to every packet.
package protocol UniformWireAction: WireAction {
  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture]

  /// What was done, for the record: `dropped`, `delayed by 50ms`.
  var verdict: String { get }
}

extension UniformWireAction {
  package func act(
    on packet: WireDeparture, at passage: WirePassage, random: inout SeededGenerator
  ) -> WireOutcome {
    WireOutcome(verdict, act(on: packet, random: &random))
  }

  package func account(chosen: Int, matched: Int) -> String {
    "\(verdict) \(chosen) of \(matched) packets that matched"
  }
}

/// A frame that is about to leave the wire.
package struct WireDeparture: Sendable {
  /// When it leaves.
  package enum Release: Sendable, Hashable {
    /// So long after it came.
    case after(ns: Int64)
    /// When a fault says so.
    case held
    /// When so many later frames of the same way have left, or after a time at the latest.
    case behind(frames: Int, atMostNs: Int64)
  }

  package var bytes: [UInt8]
  package var release: Release

  package init(bytes: [UInt8], release: Release = .after(ns: 0)) {
    self.bytes = bytes
    self.release = release
  }
}

extension SeededGenerator {
  /// True in so many of a hundred thousand cases.
  package mutating func chance(_ milliPercent: Int) -> Bool {
    Int(truncatingIfNeeded: next() % 100_000) < milliPercent
  }
}
