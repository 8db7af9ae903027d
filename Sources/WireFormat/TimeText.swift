/// Times as people write them: `5s`, `200ms`, `2h12m`, `1.5s`.
package enum TimeText {
  /// Reads a time with a unit; nil where the text is not one, or is longer than a century.
  ///
  /// Units: `ns`, `us`, `ms`, `s`, `m`, `h`, larger ones first when several stand together.
  package static func duration(_ text: some StringProtocol) -> Duration? {
    var rest = text[...]
    var totalNs: Int64 = 0
    var lastUnit = Int64.max
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      guard let number = Decimal(&rest) else { return nil }
      let unitText = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unitText.count)
      guard let unit = unitsNs[String(unitText)], unit < lastUnit, let ns = number.times(unit) else {
        return nil
      }
      lastUnit = unit
      let (sum, overflow) = totalNs.addingReportingOverflow(ns)
      guard !overflow, sum <= centuryNs else { return nil }
      totalNs = sum
    }
    return .nanoseconds(totalNs)
  }

  /// The time to the nanosecond, in the form that `duration(_:)` reads: `1.234s`, `2h12m`.
  package static func exact(_ duration: Duration) -> String {
    let ns = wholeNs(duration)
    guard ns >= 0 else { return "-" + exact(.nanoseconds(ns == .min ? .max : -ns)) }
    switch ns {
    case 0: return "0s"
    case ..<1000: return "\(ns)ns"
    case ..<1_000_000: return decimal(ns, unit: 1000, places: 3) + "us"
    case ..<1_000_000_000: return decimal(ns, unit: 1_000_000, places: 6) + "ms"
    case ..<120_000_000_000: return decimal(ns, unit: 1_000_000_000, places: 9) + "s"
    default:
      let (hours, minutes, rest) = (ns / hourNs, ns % hourNs / minuteNs, ns % minuteNs)
      return (hours > 0 ? "\(hours)h" : "") + (minutes > 0 ? "\(minutes)m" : "")
        + (rest > 0 ? decimal(rest, unit: 1_000_000_000, places: 9) + "s" : "")
    }
  }

  /// The time for people, with three significant digits at most: `1.2s`, `203ms`, `15us`, `2h12m`.
  package static func brief(_ duration: Duration) -> String {
    let ns = wholeNs(duration)
    switch ns.magnitude {
    case ..<1000: return "\(ns)ns"
    case ..<1_000_000: return "\(ns / 1000)us"
    case ..<1_000_000_000: return trimmed(ns, unit: 1_000_000) + "ms"
    case ..<120_000_000_000: return trimmed(ns, unit: 1_000_000_000) + "s"
    default:
      let seconds = ns / 1_000_000_000
      let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
      return (hours != 0 ? "\(hours)h" : "") + (minutes != 0 ? "\(minutes)m" : "")
        + (rest != 0 ? "\(rest)s" : "")
    }
  }

  /// Whole nanoseconds; a time of more than 292 years stops at that.
  package static func wholeNs(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    let (ns, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, carry) = ns.addingReportingOverflow(attoseconds / 1_000_000_000)
    return overflow || carry ? (seconds < 0 ? .min : .max) : sum
  }

  private static let minuteNs: Int64 = 60_000_000_000
  private static let hourNs: Int64 = 3_600_000_000_000
  private static let centuryNs: Int64 = 36525 * 24 * hourNs

  private static let unitsNs: [String: Int64] = [
    "ns": 1, "us": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": minuteNs, "h": hourNs,
  ]

  /// A number with up to nine digits before and after the point.
  private struct Decimal {
    var whole: Int64
    var billionths: Int64

    /// Takes the number from the front of a text; nil where there is none.
    init?<Text: StringProtocol>(_ rest: inout Text) where Text.SubSequence == Text {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      var fraction = ""
      if rest.first == "." {
        rest = rest.dropFirst()
        fraction = String(rest.prefix { $0.isASCII && $0.isNumber })
        guard !fraction.isEmpty else { return nil }
        rest = rest.dropFirst(fraction.count)
      }
      guard digits.count <= 9, fraction.count <= 9, let whole = Int64(digits) else { return nil }
      fraction += String(repeating: "0", count: 9 - fraction.count)
      guard let billionths = Int64(fraction) else { return nil }
      self.whole = whole
      self.billionths = billionths
    }

    func times(_ unit: Int64) -> Int64? {
      let (ns, overflow) = whole.multipliedReportingOverflow(by: unit)
      // The units of a second and more are whole multiples of 10⁹, so that nothing is cut off.
      let part =
        unit >= 1_000_000_000 ? billionths * (unit / 1_000_000_000) : billionths * unit / 1_000_000_000
      let (sum, carry) = ns.addingReportingOverflow(part)
      return overflow || carry ? nil : sum
    }
  }

  /// `number / unit` with the digits after the point that are not zero; `unit` is 10 to the power of `places`.
  static func decimal(_ number: Int64, unit: Int64, places: Int) -> String {
    guard number % unit != 0 else { return "\(number / unit)" }
    var digits = String(number % unit)
    digits = String(repeating: "0", count: max(0, places - digits.count)) + digits
    while digits.last == "0" { digits.removeLast() }
    return "\(number / unit).\(digits)"
  }

  /// Three significant digits at most.
  private static func trimmed(_ ns: Int64, unit: Int64) -> String {
    let whole = ns / unit
    let places = whole.magnitude >= 100 ? 0 : whole.magnitude >= 10 ? 1 : 2
    let scale: UInt64 = places == 0 ? 1 : places == 1 ? 10 : 100
    let part = (ns % unit).magnitude * scale / unit.magnitude
    let sign = ns < 0 && whole == 0 ? "-" : ""
    guard part != 0 else { return "\(sign)\(whole)" }
    var digits = String(part)
    while digits.count < places { digits = "0" + digits }
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }
}
