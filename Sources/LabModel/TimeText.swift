/// Times as people write them: `5s`, `200ms`, `2h12m`, `1.5s`.
extension Duration {
  /// Reads a time with a unit; nil where the text is not one.
  ///
  /// Units: `ns`, `us`, `ms`, `s`, `m`, `h`, larger ones first when several stand together.
  package init?(labText text: some StringProtocol) {
    var rest = text[...]
    var total = Duration.zero
    var lastUnit = Int64.max
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      rest = rest.dropFirst(digits.count)
      var fraction: Substring = ""
      if rest.first == "." {
        rest = rest.dropFirst()
        fraction = Substring(rest.prefix { $0.isASCII && $0.isNumber })
        guard !fraction.isEmpty, fraction.count <= 9 else { return nil }
        rest = rest.dropFirst(fraction.count)
      }
      let unitText = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(unitText.count)
      guard !digits.isEmpty, digits.count <= 9, let whole = Int64(digits),
        let unit = Self.unitsNs[String(unitText)], unit < lastUnit
      else { return nil }
      lastUnit = unit
      var scale: Int64 = 1
      for _ in fraction { scale *= 10 }
      let part = fraction.isEmpty ? 0 : (Int64(fraction) ?? 0)
      total += .nanoseconds(whole * unit) + .nanoseconds(part * unit / scale)
    }
    self = total
  }

  private static let unitsNs: [String: Int64] = [
    "ns": 1, "us": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
    "h": 3_600_000_000_000,
  ]

  /// Whole nanoseconds; a lab never lasts the 292 years that would overflow.
  package var wholeNs: Int64 {
    components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
  }

  /// The shortest exact-enough form for people: `1.2s`, `203ms`, `15us`, `2h12m`.
  package var labText: String {
    let ns = wholeNs
    switch abs(ns) {
    case ..<1000: return "\(ns)ns"
    case ..<1_000_000: return "\(ns / 1000)us"
    case ..<1_000_000_000: return Self.trimmed(ns, unit: 1_000_000, "ms")
    case ..<120_000_000_000: return Self.trimmed(ns, unit: 1_000_000_000, "s")
    default:
      let seconds = ns / 1_000_000_000
      let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60)
      return (hours > 0 ? "\(hours)h" : "") + (minutes > 0 ? "\(minutes)m" : "")
        + (rest > 0 ? "\(rest)s" : "")
    }
  }

  /// Three significant digits at most.
  private static func trimmed(_ ns: Int64, unit: Int64, _ name: String) -> String {
    let whole = ns / unit
    let places = abs(whole) >= 100 ? 0 : abs(whole) >= 10 ? 1 : 2
    let scale: Int64 = places == 0 ? 1 : places == 1 ? 10 : 100
    let part = abs(ns % unit) * scale / unit
    guard part != 0 else { return "\(whole)\(name)" }
    var digits = String(part)
    while digits.count < places { digits = "0" + digits }
    while digits.last == "0" { digits.removeLast() }
    return "\(whole).\(digits)\(name)"
  }
}
