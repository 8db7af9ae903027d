import WireFormat

// Whole numbers in bytes, one after the other, least significant byte first. One guard for each number, so
// that the compiler makes one machine store or load of its bytes.

extension MutableSpan where Element == UInt8 {
  /// Puts a number at `place` and moves `place` behind it; beyond the end it does nothing.
  @inline(__always)
  mutating func put<Value: FixedWidthInteger>(_ value: Value, at place: inout Int) {
    let size = Value.bitWidth / 8
    guard place >= 0, place <= count &- size else { return }
    for index in 0..<size {
      self[place &+ index] = UInt8(truncatingIfNeeded: value &>> Value(truncatingIfNeeded: 8 &* index))
    }
    place &+= size
  }

  mutating func put(_ address: IPAddress, at place: inout Int) {
    put(address.high, at: &place)
    put(address.low, at: &place)
    put(UInt8(address.isIPv6 ? 1 : 0), at: &place)
  }

  @inline(__always)
  mutating func put(_ value: Int?, at place: inout Int) { put(Int64(value ?? .min), at: &place) }
}

extension Span where Element == UInt8 {
  /// The number at `place`, which moves behind it; 0 beyond the end.
  @inline(__always)
  func take<Value: FixedWidthInteger>(_ type: Value.Type = Value.self, at place: inout Int) -> Value {
    let size = Value.bitWidth / 8
    guard place >= 0, place <= count &- size else { return 0 }
    var value: Value = 0
    for index in 0..<size {
      value |= Value(truncatingIfNeeded: self[place &+ index]) &<< Value(truncatingIfNeeded: 8 &* index)
    }
    place &+= size
    return value
  }

  func takeAddress(at place: inout Int) -> IPAddress {
    let high = take(UInt64.self, at: &place)
    let low = take(UInt64.self, at: &place)
    return take(UInt8.self, at: &place) == 1
      ? IPAddress(ipv6High: high, low: low) : IPAddress(ipv4: UInt32(truncatingIfNeeded: low))
  }

  @inline(__always)
  func takeOptional(at place: inout Int) -> Int? {
    let value = take(Int64.self, at: &place)
    return value == .min ? nil : Int(value)
  }
}

/// An optional case as its place in the list of all cases, from 1; 0 for none.
struct CaseCode<Value: CaseIterable & Equatable & Sendable>: Sendable {
  /// Kept, because a list of all cases is made anew each time that it is asked for.
  private let cases = Array(Value.allCases)

  func code(_ value: Value?) -> UInt8 {
    guard let value else { return 0 }
    for place in cases.indices where cases[place] == value { return UInt8(truncatingIfNeeded: place &+ 1) }
    return 0
  }

  func value(_ code: UInt8) -> Value? {
    code > 0 && Int(code) <= cases.count ? cases[Int(code) - 1] : nil
  }
}

/// The cases that records hold.
enum CaseCodes {
  static let endings = CaseCode<ConnectionEnding>()
  static let senders = CaseCode<FrameLabel.Sender>()
  static let classes = CaseCode<PacketClass>()
  static let kinds = CaseCode<RetransmissionKind>()
  static let causes = CaseCode<ResetCause>()
  static let traffic = CaseCode<OtherTraffic>()
  static let skipReasons = CaseCode<SkipReason>()
}
