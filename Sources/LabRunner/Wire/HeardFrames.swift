internal import WireFormat

/// The latest frames that have come to a wire.
///
/// A host's capture shows a frame when it leaves the host. It comes to the wire a moment later, on a busy machine many
/// milliseconds: from one end of a cable to the other it waits in the kernel's queue of its processor (netif_rx).
struct HeardFrames: Sendable {
  /// More than the captures' reader lies behind, but in a flood.
  private static let capacity = 256
  /// Of Ethernet, IP and TCP: what tells a frame from the one before it.
  private static let headerLength = 66

  private var frames: [(hash: UInt64, atNs: Int64)] = []
  private var next = 0

  /// - Parameter atNs: CLOCK_REALTIME, when it had come.
  mutating func note(_ frame: Span<UInt8>, atNs: Int64) {
    let entry = (Self.hash(frame), atNs)
    if frames.count < Self.capacity {
      frames.append(entry)
    } else {
      frames[next] = entry
      next = (next + 1) % Self.capacity
    }
  }

  /// - Parameter sentAtNs: When the host's capture saw it.
  func contains(_ frame: Span<UInt8>, sentAtNs: Int64) -> Bool {
    let hash = Self.hash(frame)
    return frames.contains { $0.hash == hash && $0.atNs >= sentAtNs }
  }

  private static func hash(_ frame: Span<UInt8>) -> UInt64 {
    PayloadHash.of(frame.extracting(0..<min(headerLength, frame.count)))
  }
}
