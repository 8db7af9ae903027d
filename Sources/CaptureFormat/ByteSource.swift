/// Where a capture's bytes come from: a file, standard input, an inflater, an array of a test.
package protocol ByteSource: AnyObject {
  /// Puts the next bytes into `buffer`, from `start` on, and returns how many; 0 only at the end.
  ///
  /// Fewer bytes than there is room for are no end: a pipe hands out what it has.
  func read(into buffer: inout MutableSpan<UInt8>, from start: Int) throws(CaptureFileError) -> Int
}

/// Bytes in memory, handed out in pieces of a chosen size.
package final class ArraySource: ByteSource {
  private let bytes: [UInt8]
  private let pieceSize: Int
  private var position = 0

  package init(_ bytes: [UInt8], pieceSize: Int = .max) {
    self.bytes = bytes
    self.pieceSize = max(1, pieceSize)
  }

  package func read(into buffer: inout MutableSpan<UInt8>, from start: Int) throws(CaptureFileError) -> Int {
    let count = min(pieceSize, buffer.count - start, bytes.count - position)
    for index in 0..<count { buffer[start + index] = bytes[position + index] }
    position += count
    return count
  }
}

/// Why a capture cannot be read: what was tried, on what, what was found, and what to do, in plain sentences.
package struct CaptureFileError: Error, Hashable, Sendable, CustomStringConvertible {
  package var message: String

  package init(_ message: String) { self.message = message }

  package var description: String { message }
}
