internal import CLinuxShims

/// Builds one netlink message: header, a fixed part, attributes that nest.
///
/// Lengths are filled in when a part is closed, so that nobody counts bytes by hand.
/// Source: netlink(7), rtnetlink(7); all integers are in the machine's byte order.
struct NetlinkMessage {
  private(set) var bytes: [UInt8] = []

  init(type: Int32, flags: Int32, sequence: UInt32) {
    append(UInt32(0))
    append(UInt16(truncatingIfNeeded: type))
    append(UInt16(truncatingIfNeeded: flags | Int32(NLM_F_REQUEST)))
    append(sequence)
    append(UInt32(0))
  }

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value) { bytes += $0 }
  }

  mutating func pad() {
    while bytes.count % 4 != 0 { bytes.append(0) }
  }

  mutating func attribute(_ type: Int, _ value: some FixedWidthInteger) {
    nest(type) { $0.append(value) }
  }

  mutating func attribute(_ type: Int, bytes value: [UInt8]) {
    nest(type) { $0.bytes += value }
  }

  /// A NUL-terminated string, as interface names are.
  mutating func attribute(_ type: Int, text: String) {
    nest(type) { $0.bytes += Array(text.utf8) + [0] }
  }

  /// An attribute whose value is written by `body`, which may add attributes of its own.
  mutating func nest(_ type: Int, _ body: (inout NetlinkMessage) -> Void) {
    let start = bytes.count
    append(UInt16(0))
    append(UInt16(truncatingIfNeeded: type))
    body(&self)
    setLength(at: start, UInt16(bytes.count - start))
    pad()
  }

  /// The finished message.
  func finished() -> [UInt8] {
    var message = self
    message.pad()
    let length = UInt32(message.bytes.count)
    withUnsafeBytes(of: length) { for (index, byte) in $0.enumerated() { message.bytes[index] = byte } }
    return message.bytes
  }

  private mutating func setLength(at offset: Int, _ length: UInt16) {
    withUnsafeBytes(of: length) { for (index, byte) in $0.enumerated() { bytes[offset + index] = byte } }
  }
}

/// Reads what the kernel answers, with every access checked.
struct NetlinkReader {
  let bytes: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  var count: Int { bytes.count }

  /// An integer at an offset from the start; 0 past the end.
  func integer<Value: FixedWidthInteger>(_ offset: Int, as: Value.Type) -> Value {
    let size = MemoryLayout<Value>.size
    guard offset >= 0, offset + size <= bytes.count else { return 0 }
    var value: Value = 0
    for index in 0..<size {
      value |= Value(truncatingIfNeeded: bytes[bytes.startIndex + offset + index]) << Value(8 * index)
    }
    return value
  }

  /// The part from an offset on.
  func dropping(_ offset: Int) -> NetlinkReader { NetlinkReader(bytes.dropFirst(offset)) }

  /// The attributes of this part, in order: (type, value).
  func attributes() -> [(type: Int, value: NetlinkReader)] {
    var found: [(type: Int, value: NetlinkReader)] = []
    var rest = bytes
    while rest.count >= 4 {
      let reader = NetlinkReader(rest)
      let length = Int(reader.integer(0, as: UInt16.self))
      guard length >= 4, length <= rest.count else { break }
      let type = Int(reader.integer(2, as: UInt16.self)) & 0x3FFF
      found.append((type, NetlinkReader(rest.prefix(length).dropFirst(4))))
      rest = rest.dropFirst(min(rest.count, (length + 3) & ~3))
    }
    return found
  }
}
