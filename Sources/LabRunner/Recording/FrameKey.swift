internal import WireFormat

/// A frame's bytes as what it is found by: hashed once, however often it is looked for.
struct FrameKey: Hashable, Sendable {
  let bytes: [UInt8]
  private let hash: UInt64

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    hash = PayloadHash.of(bytes.span)
  }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }

  static func == (left: FrameKey, right: FrameKey) -> Bool {
    left.hash == right.hash && left.bytes == right.bytes
  }
}

/// MAC addresses as numbers, which are found faster than arrays.
enum MACAddress {
  /// The six bytes at an offset; no address in a frame that is shorter.
  static func key(in frame: [UInt8], at offset: Int) -> UInt64 {
    let bytes = frame.span
    guard bytes.holds(6, at: offset) else { return .max }
    return UInt64(bytes.uint16(at: offset)) << 32 | UInt64(bytes.uint32(at: offset + 2))
  }
}
