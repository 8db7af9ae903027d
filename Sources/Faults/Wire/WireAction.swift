package import WireFormat

/// What a fault does on a wire to the packets that it chooses; nothing else knows what that is.
package protocol WireAction: Sendable {
  /// What becomes of a packet that was chosen: nothing when it is lost, one departure when it goes on, several
  /// when there are copies.
  func act(on packet: WireDeparture, random: inout SeededGenerator) -> [WireDeparture]

  /// What was done, for the record: `dropped`, `delayed by 50ms`.
  var verdict: String { get }
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
