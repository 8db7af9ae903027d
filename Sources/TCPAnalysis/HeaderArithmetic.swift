import WireFormat

// Tests and sums that are done a dozen times for each packet. They stand in this module because the compiler
// inlines no `package` function of another one.

extension TCPFlags {
  @inline(__always) var hasFin: Bool { rawValue & 0x01 != 0 }
  @inline(__always) var hasSyn: Bool { rawValue & 0x02 != 0 }
  @inline(__always) var hasRst: Bool { rawValue & 0x04 != 0 }
  @inline(__always) var hasPsh: Bool { rawValue & 0x08 != 0 }
  @inline(__always) var hasAck: Bool { rawValue & 0x10 != 0 }
  /// SYN, FIN or RST.
  @inline(__always) var hasControl: Bool { rawValue & 0x07 != 0 }

  /// ACK, perhaps PSH, and neither SYN, FIN, RST nor URG.
  @inline(__always) var isPlainAck: Bool { rawValue & 0x37 == 0x10 }

  @inline(__always)
  static func == (left: TCPFlags, right: TCPFlags) -> Bool { left.rawValue == right.rawValue }
}

extension SequenceNumber {
  @inline(__always)
  func distance(from other: SequenceNumber) -> Int { Int(Int32(bitPattern: raw &- other.raw)) }

  @inline(__always)
  static func + (left: SequenceNumber, right: Int) -> SequenceNumber {
    var sum = left
    sum.raw = left.raw &+ UInt32(truncatingIfNeeded: right)
    return sum
  }

  @inline(__always)
  static func == (left: SequenceNumber, right: SequenceNumber) -> Bool { left.raw == right.raw }

  @inline(__always)
  static func != (left: SequenceNumber, right: SequenceNumber) -> Bool { left.raw != right.raw }

  @inline(__always)
  static func < (left: SequenceNumber, right: SequenceNumber) -> Bool { left.distance(from: right) < 0 }

  @inline(__always)
  static func <= (left: SequenceNumber, right: SequenceNumber) -> Bool { left.distance(from: right) <= 0 }

  @inline(__always)
  static func > (left: SequenceNumber, right: SequenceNumber) -> Bool { left.distance(from: right) > 0 }

  @inline(__always)
  static func >= (left: SequenceNumber, right: SequenceNumber) -> Bool { left.distance(from: right) >= 0 }
}
