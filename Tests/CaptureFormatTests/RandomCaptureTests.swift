import Testing
import WireFormat

@testable import CaptureFormat

@Suite("Hostile captures")
struct RandomCaptureTests {
  static let magics: [[UInt8]] = [
    [0xD4, 0xC3, 0xB2, 0xA1], [0xA1, 0xB2, 0xC3, 0xD4], [0x34, 0xCD, 0xB2, 0xA1], [0x0A, 0x0D, 0x0D, 0x0A],
  ]

  @Test("Random bytes behind a magic number never trap the reader", arguments: [1, 2, 3, 4] as [UInt64])
  func randomBytes(seed: UInt64) throws {
    print("seed=\(seed)")
    var generator = SeededGenerator(seed: seed)
    for magic in Self.magics {
      for _ in 0..<50 {
        let bytes = (0..<Int.random(in: 0...400, using: &generator)).map { _ in
          // Small numbers more often: they make lengths that can be.
          UInt8.random(in: .min...(Bool.random(using: &generator) ? 3 : .max), using: &generator)
        }
        try check(magic + bytes)
      }
    }
  }

  @Test("Good captures with a few wrong bytes never trap the reader", arguments: [5, 6, 7, 8] as [UInt64])
  func damagedCaptures(seed: UInt64) throws {
    print("seed=\(seed)")
    var generator = SeededGenerator(seed: seed)
    let good =
      PCAPReadingTests.rows.map { PCAPReadingTests.capture($0) }
      + [PCAPNGReadingTests.capture(isBigEndian: false), PCAPNGReadingTests.capture(isBigEndian: true)]
    for capture in good {
      for _ in 0..<50 {
        var bytes = capture
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
          // The magic number stays.
          bytes[Int.random(in: 4..<bytes.count, using: &generator)] = UInt8.random(
            in: .min ... .max, using: &generator)
        }
        try check(bytes)
      }
    }
  }

  /// Whatever the bytes were, no more comes out than went in, and what went wrong is said.
  private func check(_ bytes: [UInt8]) throws {
    let reading = try Reading(bytes)
    #expect(reading.frames.reduce(0) { $0 + $1.bytes.count } <= bytes.count)
    #expect(reading.frames.allSatisfy { $0.header.originalLength >= $0.bytes.count })
    #expect(reading.ending == .complete || !reading.warnings.isEmpty)
    #expect(reading.bufferSize == ReadBuffer.usualSize)
  }
}
