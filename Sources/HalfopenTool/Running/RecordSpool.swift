import LinuxHost

/// Records of one size, kept by number: in memory while they are few, then in a scratch file.
///
/// Mostly written in order; a record may also be written late, and read and changed again.
final class RecordSpool {
  private let recordSize: Int
  private let memoryLimit: Int
  /// All records while there is no file; then those that were not yet written, from `pendingStart` on.
  private var pending: [UInt8] = []
  private var pendingStart = 0
  private var file: ScratchFile?
  private(set) var count = 0

  init(recordSize: Int, memoryLimit: Int = 8 << 20) {
    self.recordSize = recordSize
    self.memoryLimit = memoryLimit
  }

  func put(_ record: [UInt8], at index: Int) throws(SystemCallError) {
    let offset = index * recordSize
    count = max(count, index + 1)
    if offset >= pendingStart, offset <= pendingStart + memoryLimit, file == nil || offset <= pendingEnd {
      while pendingEnd < offset { pending.append(0) }
      if offset == pendingEnd {
        pending += record
      } else {
        let place = offset - pendingStart
        while pending.count < place + recordSize { pending.append(0) }
        pending.replaceSubrange(place..<(place + recordSize), with: record)
      }
      if pending.count >= (file == nil ? memoryLimit : 1 << 20) { try flush() }
      return
    }
    try flush()
    try file?.write(record[...], at: offset)
    if offset + recordSize > pendingStart { pendingStart = offset + recordSize }
  }

  private var pendingEnd: Int { pendingStart + pending.count }

  private func flush() throws(SystemCallError) {
    let target: ScratchFile
    if let file { target = file } else { target = try ScratchFile() }
    file = target
    try target.write(pending[...], at: pendingStart)
    pendingStart = pendingEnd
    pending.removeAll(keepingCapacity: true)
  }

  /// A record as it was put; all zeros where none was.
  func get(_ index: Int) throws(SystemCallError) -> [UInt8] {
    let offset = index * recordSize
    if offset >= pendingStart {
      let place = offset - pendingStart
      guard place + recordSize <= pending.count else { return [UInt8](repeating: 0, count: recordSize) }
      return Array(pending[place..<(place + recordSize)])
    }
    var record = try file?.read(recordSize, at: offset) ?? []
    while record.count < recordSize { record.append(0) }
    return record
  }

  /// Calls `body` with every record in order.
  func forEach(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
    if file != nil { try flush() }
    let perPiece = max(1, (1 << 18) / recordSize)
    var index = 0
    while index < count {
      let next = min(count, index + perPiece)
      let bytes: [UInt8]
      if let file {
        var read = try file.read((next - index) * recordSize, at: index * recordSize)
        while read.count < (next - index) * recordSize { read.append(0) }
        bytes = read
      } else {
        bytes = Array(pending[(index * recordSize)..<(next * recordSize)])
      }
      for place in 0..<(next - index) { try body(bytes[(place * recordSize)..<((place + 1) * recordSize)]) }
      index = next
    }
  }
}
