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
