import Testing

@testable import WireFormat

@Suite("Hostile frames")
struct RandomFrameTests {
  static let linkTypes = LinkHeaderTests.rows.map(\.linkType) + [285]

  @Test("Random bytes never trap the decoder", arguments: [1, 2, 3, 4] as [UInt64])
  func randomBytes(seed: UInt64) {
    print("seed=\(seed)")
    var generator = SeededGenerator(seed: seed)
    var decoder = FrameDecoder()
    for _ in 0..<20_000 {
      let bytes = (0..<Int.random(in: 0...120, using: &generator)).map { _ in
        UInt8.random(in: .min ... .max, using: &generator)
      }
      let linkType = LinkType(rawValue: Self.linkTypes.randomElement(using: &generator) ?? 1)
      check(decoder.decode(bytes.span, originalLength: bytes.count, linkType: linkType), bytes)
    }
  }

  @Test("Good frames with a few wrong bytes never trap the decoder", arguments: [5, 6, 7, 8] as [UInt64])
  func damagedFrames(seed: UInt64) {
    // Gets deeper than random bytes do: most of what is damaged is behind a valid header.
    print("seed=\(seed)")
    var generator = SeededGenerator(seed: seed)
    var decoder = FrameDecoder()
    for _ in 0..<20_000 {
      guard let row = LinkHeaderTests.rows.randomElement(using: &generator) else { return }
      var builder = FrameBuilder()
      if row.isIPv6 { (builder.source, builder.destination) = (ipv6Client, ipv6Server) }
      builder.options = [.maximumSegmentSize(1460), .sack([SACKBlock(left: .init(1), right: .init(2))])]
      builder.payload = [1, 2, 3, 4, 5]
      var bytes = row.header + builder.packet
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[position] = UInt8.random(in: .min ... .max, using: &generator)
      }
      bytes.removeLast(Int.random(in: 0...3, using: &generator) == 0 ? bytes.count / 3 : 0)
      let original =
        Bool.random(using: &generator) ? bytes.count : Int.random(in: 0...Int.max, using: &generator)
      check(
        decoder.decode(bytes.span, originalLength: original, linkType: LinkType(rawValue: row.linkType)),
        bytes)
    }
  }

  /// Whatever the bytes were, what a segment says of itself must hold together.
  private func check(_ frame: DecodedFrame, _ bytes: [UInt8]) {
    guard case .tcp(let segment) = frame else { return }
    #expect(segment.payloadLength >= 0 && segment.capturedPayloadLength >= 0)
    #expect(segment.capturedPayloadLength <= segment.payloadLength, "\(bytes)")
    #expect((0...4).contains(segment.sackBlockCount))
    #expect((segment.payloadHash == 0) == (segment.capturedPayloadLength == 0))
  }
}
