internal import LinuxHost

/// What a program prints on one of its descriptors: into a file of the run directory, as much as is kept.
///
/// Through a pipe, not straight into the file, because a program that prints without end would fill the disk.
final class ProgramOutput {
  private let pipe: Descriptor
  private let file: Descriptor
  private var kept = 0
  private var discarded = false
  private(set) var closed = false
  /// The last bytes, among which `ready: { output: … }` looks.
  private var tail: [UInt8] = []
  /// The first bytes, for the record.
  private(set) var head: [UInt8] = []
  private static let headLimit = 64 << 10
  private var wanted: [UInt8]
  private(set) var showedWanted: Bool

  /// More than a pipe holds: after its program's end one look takes all.
  private static let mostReads = 32
  /// Why its file lacks something.
  private(set) var refusal: SystemCallError?

  /// So much is kept of each; what comes afterwards is read and dropped.
  static let limit = 16 << 20

  /// - Parameter wanted: A text to look for.
  init(pipe: Descriptor, file: Descriptor, wanted: String?) throws(SystemCallError) {
    self.pipe = pipe
    self.file = file
    self.wanted = Array((wanted ?? "").utf8)
    showedWanted = wanted == nil
    try pipe.setNonBlocking(true)
  }

  /// To be watched while it is open.
  var descriptor: Int32 { pipe.raw }

  /// It printed more than `head` holds.
  var isCut: Bool { discarded || kept > head.count }

  /// The last line that is not empty.
  var lastLine: String {
    String(decoding: tail, as: UTF8.self).split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
  }

  /// Takes in what is there, or much of it: others have something to say, too, while a program prints without end.
  func absorb() throws(SystemCallError) {
    for _ in 0..<Self.mostReads where !closed {
      guard let bytes = try pipe.readSome() else { return }
      if bytes.isEmpty {
        closed = true
        return
      }
      keep(bytes)
      tail = Array((tail + bytes).suffix(max(4096, wanted.count + bytes.count)))
      if !showedWanted { showedWanted = Self.contains(tail, wanted) }
      tail = Array(tail.suffix(max(4096, wanted.count)))
    }
  }

  private func keep(_ bytes: [UInt8]) {
    let room = Self.limit - kept
    if room > 0 { write(Array(bytes.prefix(room))) }
    kept += min(room, bytes.count)
    head += bytes.prefix(Self.headLimit - head.count)
    guard bytes.count > room, !discarded else { return }
    discarded = true
    write(Array("\n[halfopen keeps \(Self.limit >> 20) MB; the rest was dropped]\n".utf8))
  }

  /// The program must not notice a full disk of ours, nor does the run end for it.
  private func write(_ bytes: [UInt8]) {
    guard refusal == nil else { return }
    do throws(SystemCallError) { try file.writeAll(bytes) } catch { refusal = error }
  }

  private static func contains(_ text: [UInt8], _ wanted: [UInt8]) -> Bool {
    guard text.count >= wanted.count else { return false }
    return (0...(text.count - wanted.count)).contains { text[$0...].starts(with: wanted) }
  }
}
