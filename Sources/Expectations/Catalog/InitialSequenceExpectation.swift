package import Evidence
package import LabModel
import WireFormat

/// How the initial sequence numbers of connections follow one another.
///
/// With a tick, each is compared with the one before: the time between the two SYNs, divided by how far the number
/// advanced (modulo 2^32), is the tick of the clock that it is taken from. Source: RFC 9293 §3.4.1, RFC 6528 §3.
package struct InitialSequenceExpectation: Expectation {
  package static let kind = "initial-sequence"
  package static let usage = """
    initial-sequence: { of: PACKETS, tick: HOW-LONG }
    initial-sequence: { of: PACKETS, distinct: true }
    """
  package static let summary =
    "How the initial sequence numbers of these SYNs (or SYN+ACKs) follow one another: as a clock with this tick, or all"
    + " different."

  let pattern: PacketPattern
  /// Nil: they are distinct.
  let tick: TimeBound?

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    guard let pattern = try parameters.packet("of", alone: true) else {
      throw LabDiagnostic(
        parameters.node.position, "'initial-sequence' needs 'of'", remedy: "write 'of: client > server syn'")
    }
    self.pattern = pattern
    tick = try parameters.timeBound("tick")
    guard (tick == nil) == (try parameters.boolean("distinct") ?? false) else {
      throw LabDiagnostic(
        parameters.node.position, "'initial-sequence' needs either 'tick' or 'distinct: true'",
        remedy: "write 'tick: 64ns ± 2%', or 'distinct: true'")
    }
  }

  package func judge(_ record: RunRecord) -> Finding {
    var found: [(sequence: UInt32, ns: Int64)] = []
    for packet in pattern.chosen(from: record.packets) {
      if let sequence = packet.tcp?.initialSequence { found.append((sequence, packet.sentAtNs)) }
    }
    guard found.count >= 2 else {
      return Finding(.inconclusive, "\(found.count) packets with SYN were '\(pattern)': nothing to compare")
    }
    guard let tick else { return judgeDistinct(found.map(\.sequence)) }
    return judge(tick, found)
  }

  private func judgeDistinct(_ sequences: [UInt32]) -> Finding {
    let text = sequences.map(String.init).joined(separator: ", ")
    guard Set(sequences).count < sequences.count else {
      return Finding(.pass, "all of '\(pattern)' begin elsewhere: \(text)")
    }
    return Finding(
      .fail, "two of '\(pattern)' begin with the same number", expected: ["all different"], actual: [text])
  }

  private func judge(_ tick: TimeBound, _ found: [(sequence: UInt32, ns: Int64)]) -> Finding {
    var lines: [String] = []
    var isTick = true
    for (before, after) in zip(found, found.dropFirst()) {
      let advance = Double(after.sequence &- before.sequence)
      let elapsed = Double(after.ns &- before.ns)
      // Picoseconds: a tick is tens of nanoseconds.
      let picoseconds = advance > 0 ? (elapsed / advance * 1000).rounded() : .infinity
      let isKnown = picoseconds.isFinite && abs(picoseconds) < 1e18
      if !isKnown || !tick.contains(.nanoseconds(Int64(picoseconds)) / 1000) { isTick = false }
      let measured = isKnown ? "a tick of \(Int64(picoseconds) / 1000) ns" : "no tick"
      lines.append("\(Int64(advance)) further after \(Int64(elapsed) / 1_000_000) ms, \(measured)")
    }
    let sentence = "'\(pattern)' begins \(lines.joined(separator: "; "))"
    if isTick { return Finding(.pass, sentence) }
    return Finding(.fail, sentence, expected: ["a tick of \(tick)"], actual: lines)
  }
}
