/// Memory that a capture's thread fills with frames, back to back, and that another thread reads.
///
/// A frame costs one copy and no allocation where the ring is emptied; blocks that were read are used again, so that
/// the kernel need not find and clear pages while frames flow.
///
/// It has one owner at a time and changes hands under the capture's mutex: that is why `@unchecked Sendable` is right.
final class FrameBlock: @unchecked Sendable {
  /// Some 170 full frames, and more than the longest one that is captured.
  static let capacity = 256 << 10

  private struct Header {
    var timeNs: Int64
    var originalLength: Int32
    var length: Int32
  }

  private let memory = UnsafeMutableRawBufferPointer.allocate(
    byteCount: capacity, alignment: MemoryLayout<Header>.alignment)
  private var used = 0
  private var read = 0
  private(set) var count = 0

  deinit { memory.deallocate() }

  /// - Returns: Whether there was room.
  func append(timeNs: Int64, originalLength: Int, bytes: UnsafeRawBufferPointer) -> Bool {
    guard used + Self.space(for: bytes.count) <= Self.capacity else { return false }
    let header = Header(
      timeNs: timeNs, originalLength: Int32(clamping: originalLength), length: Int32(clamping: bytes.count))
    memory.storeBytes(of: header, toByteOffset: used, as: Header.self)
    UnsafeMutableRawBufferPointer(rebasing: memory[(used + MemoryLayout<Header>.size)...]).copyMemory(
      from: bytes)
    used += Self.space(for: bytes.count)
    count += 1
    return true
  }

  /// The oldest frame that was not taken yet.
  func takeNext() -> CapturedFrame? {
    guard read < used else { return nil }
    let header = memory.load(fromByteOffset: read, as: Header.self)
    let start = read + MemoryLayout<Header>.size
    read += Self.space(for: Int(header.length))
    return CapturedFrame(
      timeNs: header.timeNs, originalLength: Int(header.originalLength),
      bytes: [UInt8](memory[start..<start + Int(header.length)]))
  }

  /// Empty again.
  func reset() { (used, read, count) = (0, 0, 0) }

  /// With its header, up to where the next one may begin.
  private static func space(for length: Int) -> Int {
    (MemoryLayout<Header>.size + length + MemoryLayout<Header>.alignment - 1)
      & ~(MemoryLayout<Header>.alignment - 1)
  }
}

/// The frames between a capture's thread and their reader, in order.
struct FrameQueue: Sendable {
  private var filled: [FrameBlock] = []
  /// Were read, and can be filled again.
  private var free: [FrameBlock] = []

  /// As much as the kernel's ring holds; beyond that memory goes back.
  private static let freeLimit = 32

  init() {}

  var isEmpty: Bool { filled.isEmpty }

  mutating func append(timeNs: Int64, originalLength: Int, bytes: UnsafeRawBufferPointer) {
    if filled.last?.append(timeNs: timeNs, originalLength: originalLength, bytes: bytes) == true { return }
    let block = free.popLast() ?? FrameBlock()
    let fits = block.append(timeNs: timeNs, originalLength: originalLength, bytes: bytes)
    precondition(fits, "a block holds the longest frame")
    filled.append(block)
  }

  /// The oldest blocks that together have at least so many frames, or all.
  mutating func takeBlocks(frames limit: Int) -> [FrameBlock] {
    var count = 0
    let end = filled.firstIndex { block in
      defer { count += block.count }
      return count >= limit
    }
    let taken = Array(filled[..<(end ?? filled.count)])
    filled.removeFirst(taken.count)
    return taken
  }

  /// Gives blocks back that were read.
  mutating func recycle(_ blocks: [FrameBlock]) {
    for block in blocks.prefix(max(0, Self.freeLimit - free.count)) {
      block.reset()
      free.append(block)
    }
  }
}
