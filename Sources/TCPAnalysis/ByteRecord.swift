internal import WireFormat

/// Writes whole numbers into bytes, one after the other, least significant byte first.
package struct ByteRecordWriter {
  package private(set) var bytes: [UInt8] = []

  package init(reserving count: Int) { bytes.reserveCapacity(count) }

  package mutating func append<Value: FixedWidthInteger>(_ value: Value) {
    for index in 0..<(Value.bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: value >> Value(truncatingIfNeeded: index * 8)))
    }
  }

  mutating func append(_ address: IPAddress) {
    append(address.high)
    append(address.low)
    append(UInt8(address.isIPv6 ? 1 : 0))
  }

  package mutating func append(_ value: Int?) { append(Int64(value ?? .min)) }

  /// Fills up to a fixed size, so that records can be found by their number.
  package mutating func fill(to count: Int) {
    while bytes.count < count { bytes.append(0) }
  }
}

/// Reads what `ByteRecordWriter` wrote. Beyond the end everything is 0.
package struct ByteRecordReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  package init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    self.place = bytes.startIndex
  }

  package mutating func next<Value: FixedWidthInteger>(_ type: Value.Type = Value.self) -> Value {
    var value: Value = 0
    for index in 0..<(Value.bitWidth / 8) {
      if place < bytes.endIndex {
        value |= Value(truncatingIfNeeded: bytes[place]) << Value(truncatingIfNeeded: index * 8)
      }
      place += 1
    }
    return value
  }

  mutating func nextAddress() -> IPAddress {
    let high = next(UInt64.self)
    let low = next(UInt64.self)
    return next(UInt8.self) == 1
      ? IPAddress(ipv6High: high, low: low) : IPAddress(ipv4: UInt32(truncatingIfNeeded: low))
  }

  package mutating func nextOptional() -> Int? {
    let value = next(Int64.self)
    return value == .min ? nil : Int(value)
  }
}
