/// A window over a byte source: the bytes that were read and not yet used.
package struct ReadBuffer: ~Copyable {
  /// Small enough for the second-level cache, large enough that system calls do not count.
  package static let usualSize = 512 << 10

  private(set) var storage: [UInt8]
  /// The unused bytes are `storage[start..<end]`.
  var start = 0
  private(set) var end = 0
  /// How many bytes of the capture lie before `storage[0]`.
  private var offsetOfStorage: Int64 = 0
  private let source: any ByteSource
  private var isAtEnd = false
  /// Why reading stopped before the end.
  private(set) var failure: CaptureFileError?

  init(source: any ByteSource, size: Int) {
    self.source = source
    self.storage = [UInt8](repeating: 0, count: max(1, size))
  }

  var count: Int { end - start }

  /// The position of `storage[index]` in the capture.
  func fileOffset(of index: Int) -> Int64 { offsetOfStorage + Int64(index) }

  /// Reads until at least `size` unused bytes are there; false where the capture ends before that.
  ///
  /// The storage grows with the bytes that really come, so a length that a hostile file claims costs nothing.
  mutating func fill(atLeast size: Int) -> Bool {
    while count < size {
      if isAtEnd { return false }
      makeRoom()
      let (source, firstFree) = (source, end)
      do {
        var storageSpan = storage.mutableSpan
        let added = try source.read(into: &storageSpan, from: firstFree)
        if added == 0 { isAtEnd = true }
        end += added
      } catch {
        failure = error
        isAtEnd = true
      }
    }
    return true
  }

  /// Passes over `size` bytes without keeping them; false where the capture ends before that.
  mutating func skip(_ size: Int64) -> Bool {
    var left = size
    while left > 0 {
      guard fill(atLeast: 1) else { return false }
      let step = Int(min(left, Int64(count)))
      start += step
      left -= Int64(step)
    }
    return true
  }

  /// Moves the unused bytes to the front, and doubles the storage where they fill it.
  private mutating func makeRoom() {
    if start > 0 {
      let kept = count
      for index in 0..<kept { storage[index] = storage[start + index] }
      offsetOfStorage += Int64(start)
      start = 0
      end = kept
    }
    if end == storage.count {
      storage.append(contentsOf: repeatElement(0, count: storage.count))
    }
  }
}
