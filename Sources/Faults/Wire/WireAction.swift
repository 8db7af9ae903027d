/// What a fault does on a wire to the packets that it chooses; nothing else knows what that is.
package protocol WireAction: Sendable {
  /// What becomes of a packet that was chosen: nothing when it is lost, one departure when it goes on, several
  /// when there are copies.
  func act(on packet: WireDeparture, random: inout WireRandom) -> [WireDeparture]

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

/// SplitMix64, seeded by the run: the same seed makes the same choices.
package struct WireRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// True in so many of a hundred thousand cases.
  package mutating func chance(_ milliPercent: Int) -> Bool {
    Int(truncatingIfNeeded: next() % 100_000) < milliPercent
  }
}
