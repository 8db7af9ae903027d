import Testing

@testable import PacketCapture

@Suite("Frames between a capture and its reader")
struct FrameQueueTests {
  /// Puts in a frame whose bytes all are its place.
  static func append(_ place: Int, length: Int, to queue: inout FrameQueue) {
    let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: place), count: length)
    bytes.withUnsafeBytes {
      queue.append(timeNs: Int64(place), originalLength: length + 1, bytes: $0)
    }
  }

  static func read(_ blocks: [FrameBlock]) -> [CapturedFrame] {
    var frames: [CapturedFrame] = []
    for block in blocks { while let frame = block.takeNext() { frames.append(frame) } }
    return frames
  }

  @Test("Frames of every length come out as they went in, in order")
  func order() {
    // Rules out a frame that overlaps its neighbour, or is lost where one block ends and the next begins.
    var queue = FrameQueue()
    let lengths = (0..<40).map { $0 * 37 } + [65535, 0, 65535, 1, 65535, 60, 65535, 1514]
    for (place, length) in lengths.enumerated() { Self.append(place, length: length, to: &queue) }
    let frames = Self.read(queue.takeBlocks(frames: .max))
    #expect(frames.map(\.bytes.count) == lengths)
    #expect(frames.map(\.originalLength) == lengths.map { $0 + 1 })
    #expect(frames.map(\.timeNs) == lengths.indices.map { Int64($0) })
    #expect(
      frames.enumerated().allSatisfy { place, frame in
        frame.bytes == [UInt8](repeating: UInt8(truncatingIfNeeded: place), count: lengths[place])
      })
    #expect(queue.isEmpty)
  }

  @Test("A reader that takes a few leaves the others, in order")
  func limit() {
    // Rules out a limit that drops frames, and one that takes all of a flood at once.
    var queue = FrameQueue()
    for place in 0..<2000 { Self.append(place, length: 1514, to: &queue) }
    let first = Self.read(queue.takeBlocks(frames: 100))
    #expect((100..<400).contains(first.count))
    #expect(!queue.isEmpty)
    let others = Self.read(queue.takeBlocks(frames: .max))
    #expect((first + others).map(\.timeNs) == (0..<2000).map { Int64($0) })
  }

  @Test("A block that was read is filled again, from its beginning")
  func recycling() {
    // Rules out memory that grows while the reader keeps up, and old frames that come once more.
    var queue = FrameQueue()
    Self.append(1, length: 1000, to: &queue)
    let blocks = queue.takeBlocks(frames: .max)
    _ = Self.read(blocks)
    queue.recycle(blocks)
    Self.append(2, length: 10, to: &queue)
    let again = queue.takeBlocks(frames: .max)
    #expect(again.count == 1 && again.first === blocks.first)
    #expect(Self.read(again).map(\.timeNs) == [2])
  }
}
