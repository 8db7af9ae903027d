extension [UInt8] {
  /// Appends a number in network order.
  package mutating func append(bigEndian value: UInt16) {
    append(UInt8(value >> 8))
    append(UInt8(value & 0xFF))
  }

  /// Appends a number in network order.
  package mutating func append(bigEndian value: UInt32) {
    append(bigEndian: UInt16(value >> 16))
    append(bigEndian: UInt16(value & 0xFFFF))
  }

  /// Overwrites two bytes with a number in network order.
  mutating func replace(at place: Int, with value: UInt16) {
    self[place] = UInt8(value >> 8)
    self[place + 1] = UInt8(value & 0xFF)
  }
}
