/// Times and sizes as people read them.
package enum Quantity {
  /// The difference of two times, held at the ends of the range: a record from outside may hold any number.
  package static func elapsedNs(from start: Int64, to end: Int64) -> Int64 {
    let (difference, overflow) = end.subtractingReportingOverflow(start)
    return overflow ? (end < start ? Int64.min : Int64.max) : difference
  }

  /// The sum, held at the ends of the range.
  package static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (right < 0 ? Int64.min : Int64.max) : sum
  }

  /// Seconds as a decimal number with three digits, as XML and JSON readers take it.
  package static func seconds(ns: Int64) -> String {
    let milliseconds = ns.magnitude / 1_000_000
    return (ns < 0 ? "-" : "") + "\(milliseconds / 1000)." + pad(milliseconds % 1000, 3)
  }

  /// A length of time in about three digits: `850 us`, `203 ms`, `1.63 s`, `2 min 12 s`, `2 h 11 min`.
  package static func duration(ns: Int64) -> String {
    let magnitude = ns.magnitude
    let sign = ns < 0 ? "-" : ""
    switch magnitude {
    case ..<1000: return "\(sign)\(magnitude) ns"
    case ..<999_500: return "\(sign)\((magnitude + 500) / 1000) us"
    case ..<999_500_000: return "\(sign)\((magnitude + 500_000) / 1_000_000) ms"
    case ..<9_995_000_000: return sign + decimal(magnitude, unit: 1_000_000_000, places: 2) + " s"
    case ..<119_950_000_000: return sign + decimal(magnitude, unit: 1_000_000_000, places: 1) + " s"
    case ..<3_600_000_000_000:
      let seconds = magnitude / 1_000_000_000
      return "\(sign)\(seconds / 60) min" + (seconds % 60 > 0 ? " \(seconds % 60) s" : "")
    default:
      let minutes = magnitude / 60_000_000_000
      return "\(sign)\(minutes / 60) h" + (minutes % 60 > 0 ? " \(minutes % 60) min" : "")
    }
  }

  /// A point in time after the start of a run, to the millisecond: `1.204 s`, or `2:11:15.003` in long runs.
  package static func clock(ns: Int64, long: Bool) -> String {
    let milliseconds = ns.magnitude / 1_000_000
    let sign = ns < 0 && milliseconds > 0 ? "-" : ""
    let (seconds, rest) = (milliseconds / 1000, milliseconds % 1000)
    let fraction = "." + pad(rest, 3)
    guard long else { return "\(sign)\(seconds)\(fraction) s" }
    return "\(sign)\(seconds / 3600):\(pad(seconds / 60 % 60, 2)):\(pad(seconds % 60, 2))\(fraction)"
  }

  /// A number of bytes, exact below 10 000: `1448 B`, `87 kB`, `1.4 MB`.
  package static func bytes(_ count: Int) -> String {
    let magnitude = UInt64(count.magnitude)
    let sign = count < 0 ? "-" : ""
    switch magnitude {
    case ..<10_000: return "\(sign)\(magnitude) B"
    case ..<1_000_000: return "\(sign)\((magnitude + 500) / 1000) kB"
    case ..<1_000_000_000: return sign + decimal(magnitude, unit: 1_000_000, places: 1) + " MB"
    default: return sign + decimal(magnitude, unit: 1_000_000_000, places: 1) + " GB"
    }
  }

  /// A count with its noun: `1 packet`, `12 packets`.
  package static func count(_ number: Int, _ noun: String, plural: String? = nil) -> String {
    "\(number) \(number == 1 ? noun : plural ?? noun + "s")"
  }

  private static func decimal(_ value: UInt64, unit: UInt64, places: Int) -> String {
    var scale: UInt64 = 1
    for _ in 0..<places { scale *= 10 }
    let step = unit / scale
    let rounded = value / step + (value % step * 2 >= step ? 1 : 0)
    return "\(rounded / scale)." + pad(rounded % scale, places)
  }

  private static func pad(_ value: UInt64, _ places: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, places - digits.count)) + digits
  }
}
