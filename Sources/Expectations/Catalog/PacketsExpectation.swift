package import Evidence
package import LabModel
import WireFormat

/// What was, and was not, on the wire.
///
/// `sequence` in this order (others may stand between unless `strict`), `none` of these, `count` of some, a series
/// `doubling` its distances; each in the part of the run that `after`, `before`, `between`, `within` and
/// `connection` choose.
package struct PacketsExpectation: Expectation {
  package static let kind = "packets"
  package static let usage = """
    packets: { sequence: [ PACKETS, … ], strict: true }
    packets: { none: [ PACKETS, … ] }
    packets: { count: { of: PACKETS, is|at-least|at-most: N } }
    packets: { doubling: { of: PACKETS, from: TIME, factor: 2, cap: TIME, slack: 12.5%, allowance: 250ms, is|at-least|at-most: N } }
    packets: { none: [ PACKETS, … ], after: MOMENT, before: MOMENT, within: TIME, connection: N }
    packets: { none: [ PACKETS, … ], between: [ MOMENT, MOMENT ] }
    """
  package static let summary =
    "Which packets were on the wire, in which order, how many, at which growing distances, and which were not."

  struct Count: Sendable {
    var pattern: PacketPattern
    var bound: CountBound
  }

  let sequence: PacketSequence?
  let none: [PacketPattern]
  let count: Count?
  let series: PacketSeries?
  let connection: Int?
  let window: Window

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    let names = parameters.names
    var patterns: [PacketPattern] = []
    for node in try parameters.list("sequence") ?? [] {
      patterns.append(try ParameterReader.packet(node, for: "sequence", names: names))
    }
    let strict = try parameters.boolean("strict") ?? false
    if strict, patterns.isEmpty {
      throw LabDiagnostic(
        parameters.node("strict")?.position ?? parameters.node.position, "'strict' needs 'sequence'",
        why: "it says that no other packet stands between", remedy: "remove it")
    }
    self.sequence = patterns.isEmpty ? nil : PacketSequence(patterns: patterns, strict: strict)
    var none: [PacketPattern] = []
    for node in try parameters.list("none") ?? [] {
      none.append(try ParameterReader.packet(node, for: "none", names: names, alone: true))
    }
    self.none = none
    if var reader = parameters.nested("count") {
      guard let pattern = try reader.packet("of", alone: true), let bound = try CountBound(&reader) else {
        throw LabDiagnostic(
          reader.node.position, "'count' needs 'of' and a number",
          remedy: "write 'count: { of: server > client synAck, is: 3 }', or 'at-least', 'at-most'")
      }
      try reader.finish()
      self.count = Count(pattern: pattern, bound: bound)
    } else {
      self.count = nil
    }
    if var reader = parameters.nested("doubling") {
      self.series = try PacketSeries(&reader)
    } else {
      self.series = nil
    }
    self.connection = try parameters.connection("connection")
    self.window = try Window(&parameters)
    try parameters.finish()
    if patterns.first?.gap != nil, window.after == nil {
      throw LabDiagnostic(
        try parameters.list("sequence")?.first?.position ?? parameters.node.position,
        "the first packet of 'sequence' cannot have a gap",
        why: "there is no packet before it", remedy: "write 'after: MOMENT', from which it is then counted")
    }
    guard sequence != nil || !none.isEmpty || count != nil || series != nil else {
      throw LabDiagnostic(
        parameters.node.position, "'packets' expects nothing",
        remedy: "write 'sequence', 'none', 'count' or 'doubling'")
    }
  }

  package func judge(_ record: RunRecord) -> Finding {
    let span: Window.Span
    switch window.resolve(record) {
    case .success(let found): span = found
    case .failure(let unresolved): return Finding(.inconclusive, unresolved.reason)
    }
    let packets = record.packets.filter { packet in
      span.range.contains(packet.sentAtNs) && (connection == nil || packet.connection == connection)
    }
    var findings: [Finding] = []
    if let sequence { findings.append(sequence.judge(packets, record, sinceNs: span.sinceNs)) }
    for pattern in none { findings.append(judgeNone(pattern, packets, record)) }
    if let count { findings.append(judge(count, packets, record)) }
    if let series { findings.append(series.judge(packets, record)) }
    let finding = Finding(all: findings)
    guard finding.verdict == .pass, let connection, !isOfNoConnection,
      !record.packets.contains(where: { $0.connection == connection })
    else { return finding }
    return Finding(
      .inconclusive, "this run had no connection \(connection), so that nothing is shown by what it lacked")
  }

  /// `{ connection: 2, none: any }`: that there was no second connection.
  private var isOfNoConnection: Bool {
    none == [PacketPattern()] && sequence == nil && count == nil && series == nil && window.isWholeRun
  }

  private func judgeNone(_ pattern: PacketPattern, _ packets: [PacketRecord], _ record: RunRecord) -> Finding
  {
    let found = pattern.chosen(from: packets)
    if let first = found.first {
      return Finding(
        .fail, "there was '\(pattern)'\(window.text), at \(record.time(first.sentAtNs))",
        expected: ["no '\(pattern)'\(window.text)"], actual: PacketList.lines(found, record))
    }
    if let doubt = record.doubt(pattern, among: packets) { return Finding(.inconclusive, doubt) }
    return Finding(.pass, "no '\(pattern)' among \(packets.count) packets\(window.text)")
  }

  private func judge(_ count: Count, _ packets: [PacketRecord], _ record: RunRecord) -> Finding {
    let found = count.pattern.chosen(from: packets)
    let sentence = "\(found.count) packets were '\(count.pattern)'\(window.text)"
    if let missed = record.missedFrames, !count.bound.cannotChange(above: found.count) {
      return Finding(.inconclusive, missed)
    }
    let undecided = count.pattern.undecided(in: packets).count
    guard !count.bound.mayChange(from: found.count, byUpTo: undecided) else {
      return Finding(.inconclusive, "\(sentence), but \(RunRecord.unseenArrival)")
    }
    guard !count.bound.contains(found.count) else { return Finding(.pass, sentence) }
    let near =
      count.pattern.shortage(in: packets)
      ?? (found.isEmpty ? NearMiss(count.pattern, among: packets)?.text(record) : nil)
    return Finding(
      .fail, "\(sentence), not \(count.bound)\(near.map { "; \($0)" } ?? "")",
      expected: ["\(count.bound) '\(count.pattern)'\(window.text)"],
      actual: ["\(found.count):"] + PacketList.lines(found, record))
  }
}
