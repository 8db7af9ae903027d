package import CaptureFormat
internal import Glibc
internal import LinuxHost

/// A capture on disk or on standard input, unpacked where it is gzip.
package struct CaptureFile {
  /// The path that stands for standard input.
  package static let standardInput = "-"

  /// What messages call it.
  package let name: String
  private let file: FileSource
  private let source: any ByteSource

  /// Opens a capture; `-` is standard input.
  package init(path: String) throws(CaptureFileError) {
    let isStandardInput = path == CaptureFile.standardInput
    let name = isStandardInput ? "standard input" : path
    let descriptor: Descriptor
    do throws(SystemCallError) {
      descriptor =
        isStandardInput
        ? try Descriptor.duplicate(of: STDIN_FILENO) : try Descriptor.open(path, flags: .readOnly)
    } catch {
      throw CaptureFileError("\(error).")
    }
    let file = FileSource(descriptor, name: name)
    let isGzip = try file.peek(2) == [0x1F, 0x8B]
    self.name = name
    self.file = file
    self.source = isGzip ? try InflateSource(file, name: name) : file
  }

  /// Bytes taken from the file so far and all there are, as they lie on disk; nil for a pipe.
  package var progress: (done: Int64, of: Int64)? { file.size.map { (file.bytesRead, $0) } }

  /// Looks at the first bytes; throws when they do not begin a capture. One reader per file.
  package func reader() throws(CaptureFileError) -> CaptureReader {
    try CaptureReader(source: source, name: name)
  }
}
