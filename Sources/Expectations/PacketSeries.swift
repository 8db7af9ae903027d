import Evidence
import LabModel
import WireFormat

/// Packets whose distances grow by a factor: what a timer sends that backs off.
///
/// Each distance is at least what the series says (a timer is never early, but for the clock's tick), and at
/// most that, the kernel's `slack` and the `allowance` for a busy machine. Without `from` the first distance
/// is taken as it was. Source: RFC 6298 §5.5; the kernel's tcp_retransmit_timer() doubles icsk_rto up to
/// TCP_RTO_MAX.
struct PacketSeries: Sendable {
  let pattern: PacketPattern
  let from: Duration?
  let factor: Double
  let cap: Duration?
  /// A share of the distance: 0.125.
  let slack: Double
  let allowance: Duration
  /// Of packets.
  let count: CountBound

  init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    let place = parameters.node.position
    guard let pattern = try parameters.packet("of", alone: true) else {
      throw LabDiagnostic(
        place, "'doubling' needs 'of'",
        remedy: "write 'doubling: { of: client > server data retransmission, from: 200ms }'")
    }
    self.pattern = pattern
    self.from = try parameters.duration("from")
    self.factor = try Self.number("factor", &parameters, unit: "", in: 1...100) ?? 2
    self.cap = try parameters.duration("cap")
    self.slack = (try Self.number("slack", &parameters, unit: "%", in: 0...100) ?? 12.5) / 100
    self.allowance = try parameters.duration("allowance") ?? TimeBound.busyMachine
    self.count = try CountBound(&parameters) ?? CountBound(least: 3, most: nil)
    try parameters.finish()
    guard count.least >= 3 || from != nil else {
      throw LabDiagnostic(
        place, "fewer than three packets show no series", why: "two packets have one distance",
        remedy: "write 'from: TIME', or 'at-least: 3'")
    }
  }

  private static func number(
    _ key: String, _ parameters: inout ParameterReader, unit: String, in range: ClosedRange<Double>
  ) throws(LabDiagnostic) -> Double? {
    guard let node = parameters.node(key) else { return nil }
    let text = try ParameterReader.scalar(node, for: key)
    let digits = text.hasSuffix(unit) ? text.dropLast(unit.count) : text[...]
    let trimmed = digits.last == " " ? digits.dropLast() : digits
    guard let number = Double(trimmed), range.contains(number) else {
      throw LabDiagnostic(
        node.position,
        "'\(key): \(text)' is no number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
    }
    return number
  }

  /// The distances that would be right, from the first.
  private func bounds(first: Duration, count: Int) -> [ClosedRange<Duration>] {
    // A first distance that was measured was up to so much too long itself.
    var least = from ?? (first - allowance) / (1 + slack)
    var most = from ?? first
    return (0..<count).map { _ in
      defer {
        least = min(least * factor, cap ?? .seconds(Int64.max / 4))
        most = min(most * factor, cap ?? .seconds(Int64.max / 4))
      }
      let lower = max(.zero, least - TimeBound.tick)
      return lower...max(lower, most * (1 + slack) + allowance)
    }
  }

  func judge(_ packets: [PacketRecord], _ record: RunRecord) -> Finding {
    let found = pattern.chosen(from: packets)
    if count.mayChange(from: found.count, byUpTo: pattern.undecided(in: packets).count) {
      return Finding(
        .inconclusive, "\(found.count) packets were '\(pattern)', but \(RunRecord.unseenArrival)")
    }
    if !count.contains(found.count) {
      let evidence = "\(found.count) packets were '\(pattern)', not \(count)"
      if let missed = record.missedFrames, !count.cannotChange(above: found.count) {
        return Finding(.inconclusive, "\(evidence), but \(missed)")
      }
      return Finding(
        .fail, evidence, expected: ["\(count) '\(pattern)'"], actual: PacketList.lines(found, record))
    }
    let distances = zip(found, found.dropFirst()).map { first, second in
      Duration.nanoseconds(second.sentAtNs.subtractingReportingOverflow(first.sentAtNs).partialValue)
    }
    guard let first = distances.first else { return Finding(.pass, "one packet was '\(pattern)'") }
    let bounds = bounds(first: first, count: distances.count)
    let series = distances.map { TimeText.brief($0) }.joined(separator: ", ")
    guard let wrong = distances.indices.first(where: { !bounds[$0].contains(distances[$0]) }) else {
      return Finding(.pass, "'\(pattern)' came after \(series)")
    }
    let evidence =
      "the \(PacketPattern.Occurrence.ordinal(wrong + 1)) distance is \(TimeText.brief(distances[wrong]))"
    if let doubt = record.doubt(pattern, among: packets) {
      return Finding(.inconclusive, "\(evidence), but \(doubt)")
    }
    return Finding(
      .fail, evidence,
      expected: bounds.enumerated().map { index, bound in
        let mark = index < wrong ? "✓ " : index == wrong ? "✗ " : "  "
        return mark + "\(TimeText.brief(bound.lowerBound)) to \(TimeText.brief(bound.upperBound))"
      },
      actual: distances.enumerated().map { index, distance in
        let isRight = bounds[index].contains(distance)
        return (isRight ? "✓ " : "✗ ") + "\(TimeText.brief(distance)) until \(found[index + 1].notation)"
      },
      lateness: Lateness(
        distances[wrong],
        against: TimeBound(.between(bounds[wrong].lowerBound, bounds[wrong].upperBound)),
        endedAtNs: found[wrong + 1].sentAtNs))
  }
}
