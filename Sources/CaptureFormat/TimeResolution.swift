/// How an interface counts time, and how that becomes nanoseconds since 1970.
///
/// Source: draft-ietf-opsawg-pcapng §4.2, if_tsresol and if_tsoffset.
package struct TimeResolution: Hashable, Sendable {
  private enum Unit: Hashable {
    /// So many nanoseconds each.
    case nanoseconds(UInt64)
    /// So many to the nanosecond.
    case perNanosecond(UInt64)
    /// 2ⁿ to the second.
    case binary(UInt64)
    /// Finer than 64 bits can hold a second of: nothing is left of such a time.
    case nothing
  }

  private let unit: Unit
  private let offsetSeconds: Int64

  package static let microseconds = TimeResolution(option: 6, offsetSeconds: 0)

  /// `option` is the byte of if_tsresol: a power of ten, or with the highest bit a power of two.
  package init(option: UInt8, offsetSeconds: Int64) {
    let exponent = Int(option & 0x7F)
    self.offsetSeconds = offsetSeconds
    if option & 0x80 != 0 {
      self.unit = exponent < 64 ? .binary(UInt64(exponent)) : .nothing
    } else if exponent <= 9 {
      self.unit = .nanoseconds(TimeResolution.powerOfTen(9 - exponent))
    } else {
      self.unit = exponent - 9 <= 19 ? .perNanosecond(TimeResolution.powerOfTen(exponent - 9)) : .nothing
    }
  }

  /// Nanoseconds since 1970; a time beyond the years 1678 to 2262 becomes the nearest that can be said.
  @inline(__always)
  package func nanoseconds(ticks: UInt64) -> Int64 {
    if case .nanoseconds(let each) = unit, offsetSeconds == 0 {
      let (product, overflow) = ticks.multipliedReportingOverflow(by: each)
      return overflow ? .max : Int64(clamping: product)
    }
    return rareNanoseconds(ticks: ticks)
  }

  @inline(never)
  private func rareNanoseconds(ticks: UInt64) -> Int64 {
    let sinceOffset: Int64
    switch unit {
    case .nanoseconds(let each):
      let (product, overflow) = ticks.multipliedReportingOverflow(by: each)
      sinceOffset = overflow ? .max : Int64(clamping: product)
    case .perNanosecond(let count):
      sinceOffset = Int64(clamping: ticks / count)
    case .binary(let shift):
      let seconds = Int64(clamping: ticks >> shift)
      let fraction = ticks & ((1 << shift) - 1)
      let (high, low) = fraction.multipliedFullWidth(by: 1_000_000_000)
      let nanoseconds = shift == 0 ? 0 : high << (64 - shift) | low >> shift
      sinceOffset = Self.sum(Self.product(seconds, 1_000_000_000), Int64(clamping: nanoseconds))
    case .nothing:
      sinceOffset = 0
    }
    return Self.sum(Self.product(offsetSeconds, 1_000_000_000), sinceOffset)
  }

  private static func product(_ left: Int64, _ right: Int64) -> Int64 {
    let (product, overflow) = left.multipliedReportingOverflow(by: right)
    return overflow ? (left < 0 ? .min : .max) : product
  }

  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (left < 0 ? .min : .max) : sum
  }

  private static func powerOfTen(_ exponent: Int) -> UInt64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
