internal import CZlib
package import CaptureFormat

/// The bytes inside gzip data, also where several gzip files were joined.
///
/// Memory stays that of zlib and one input buffer, whatever the data grow to. Source: RFC 1952 §2.2.
package final class InflateSource: ByteSource {
  private let compressed: any ByteSource
  private let name: String
  private var input = [UInt8](repeating: 0, count: 128 << 10)
  /// The input not yet inflated is `input[position..<inputEnd]`.
  private var position = 0
  private var inputEnd = 0
  private var stream = z_stream()
  private var isInsideMember = false
  private var hasHadMember = false

  package init(_ compressed: any ByteSource, name: String) throws(CaptureFileError) {
    self.compressed = compressed
    self.name = name
    // 15 bits of window, and 16 for "gzip only". Source: zlib.h, inflateInit2.
    let result = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard result == Z_OK else {
      throw CaptureFileError("\(name) cannot be unpacked: zlib does not start (\(result)).")
    }
  }

  deinit { inflateEnd(&stream) }

  package func read(into buffer: inout MutableSpan<UInt8>, from start: Int) throws(CaptureFileError) -> Int {
    guard start < buffer.count else { return 0 }
    while true {
      if position == inputEnd {
        try refill()
        if inputEnd == 0 {
          guard isInsideMember else { return 0 }
          isInsideMember = false
          throw CaptureFileError("\(name) is cut short: its gzip data end too early.")
        }
      }
      if !isInsideMember {
        // What follows a whole member is another one, or padding that gzip ignores too.
        if hasHadMember, input[position] != 0x1F {
          position = inputEnd
          continue
        }
        isInsideMember = true
        hasHadMember = true
        inflateReset(&stream)
      }
      let produced = try inflateSome(into: &buffer, from: start)
      if produced > 0 { return produced }
    }
  }

  private func refill() throws(CaptureFileError) {
    // Taken out of the object meanwhile: a span of a class's property would outlive its access.
    var bytes: [UInt8] = []
    swap(&bytes, &input)
    defer { swap(&bytes, &input) }
    position = 0
    inputEnd = 0
    var span = bytes.mutableSpan
    inputEnd = try compressed.read(into: &span, from: 0)
  }

  private func inflateSome(
    into buffer: inout MutableSpan<UInt8>, from start: Int
  ) throws(CaptureFileError) -> Int {
    let room = UInt32(clamping: buffer.count - start)
    let available = UInt32(inputEnd - position)
    // The pointers are valid for the time of the call only, and zlib keeps none of them beyond it.
    let result = input.withUnsafeMutableBytes { inputBytes in
      buffer.withUnsafeMutableBytes { outputBytes in
        stream.next_in = inputBytes.baseAddress.map { ($0 + position).assumingMemoryBound(to: UInt8.self) }
        stream.avail_in = available
        stream.next_out = outputBytes.baseAddress.map { ($0 + start).assumingMemoryBound(to: UInt8.self) }
        stream.avail_out = room
        return inflate(&stream, Z_NO_FLUSH)
      }
    }
    position += Int(available - stream.avail_in)
    if result == Z_STREAM_END {
      isInsideMember = false
    } else if result != Z_OK, result != Z_BUF_ERROR {
      isInsideMember = false
      throw CaptureFileError("\(name) is damaged: its gzip data cannot be unpacked (zlib's error \(result)).")
    }
    return Int(room - stream.avail_out)
  }
}
