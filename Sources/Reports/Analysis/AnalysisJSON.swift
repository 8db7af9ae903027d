package import TCPAnalysis
import WireFormat

/// The object of design.md §4: keys sorted, a line for each connection and each frame, and the same bytes for
/// the same capture. Times are seconds as decimal strings with nine digits.
package struct AnalysisJSON: AnalysisReport {
  private let showsFrames: Bool
  private var connections = 0
  private var frames = 0

  package init(showsFrames: Bool) { self.showsFrames = showsFrames }

  package mutating func begin(_ facts: CaptureFacts, into text: inout String) {
    text += "{\n  \"capture\": {\"file\": \(Self.quoted(facts.file)), \"frames\": \(facts.frames), "
    text += "\"linkTypes\": \(Self.list(facts.linkTypes)), "
    let skipped = facts.skipped.sorted { $0.key < $1.key }
      .map { "\(Self.quoted($0.key)): \($0.value)" }.joined(separator: ", ")
    text += "\"skipped\": {\(skipped)}, \"tcpSegments\": \(facts.tcpSegments), "
    text += "\"truncated\": \(facts.truncated), \"warnings\": \(Self.list(facts.warnings))},\n"
    text += "  \"connections\": ["
  }

  package mutating func connection(_ summary: ConnectionSummary, ladder: Ladder?, into text: inout String) {
    text += connections == 0 ? "\n    " : ",\n    "
    connections += 1
    let ours = summary.clientCounts
    let theirs = summary.serverCounts
    text += "{\"bytes\": {\"client\": \(ours.payloadBytes), \"server\": \(theirs.payloadBytes)}, "
    text += "\"classes\": \(Self.both(ours, theirs, Self.classes)), "
    text += "\"client\": \(Self.endpoint(summary.client)), \"clientKnown\": \(summary.clientKnown), "
    text += "\"duration\": \"\(Self.seconds(ns: summary.endNs &- summary.startNs))\", "
    text += "\"ending\": \"\(summary.ending.rawValue)\", \"flags\": \(Self.both(ours, theirs, Self.flags)), "
    text += "\"frames\": {\"client\": \(ours.frames), \"server\": \(theirs.frames)}, "
    text += "\"history\": \(Self.quoted(summary.history)), "
    text += "\"icmpErrors\": \(Self.icmpErrors(summary.icmpErrors)), \"id\": \(summary.id), "
    text += "\"retransmissions\": \(Self.both(ours, theirs, Self.kinds)), "
    text += "\"server\": \(Self.endpoint(summary.server)), "
    text += "\"start\": \"\(Self.seconds(ns: summary.startNs))\"}"
  }

  package mutating func frame(_ frame: FrameRecord, into text: inout String) {
    if frames == 0 { endList(connections, into: &text, ",\n  \"frames\": [") }
    text += frames == 0 ? "\n    " : ",\n    "
    frames += 1
    let label = frame.label
    text += "{\"bytes\": \(frame.payloadBytes), \"cause\": \(Self.word(label.cause?.rawValue)), "
    text += "\"class\": \"\(label.packetClass.rawValue)\", "
    text += "\"connection\": \(label.connection.map { String($0) } ?? "null"), "
    text += "\"flags\": \(Self.list(label.flags.map { $0.rawValue })), "
    text += "\"from\": \(Self.word(label.sender?.rawValue)), \"kind\": \(Self.word(label.kind?.rawValue)), "
    text += "\"number\": \(frame.number), \"time\": \"\(Self.seconds(ns: frame.timeNs))\", "
    text += "\"why\": \(Self.quoted(frame.why))}"
  }

  package mutating func end(into text: inout String) {
    if showsFrames && frames == 0 { endList(connections, into: &text, ",\n  \"frames\": [") }
    endList(frames > 0 || showsFrames ? frames : connections, into: &text, "\n}\n")
  }

  private func endList(_ count: Int, into text: inout String, _ rest: String) {
    text += count == 0 ? "]" : "\n  ]"
    text += rest
  }

  // MARK: Values

  private static func endpoint(_ endpoint: ConnectionSummary.Endpoint) -> String {
    "{\"address\": \"\(endpoint.address)\", \"port\": \(endpoint.port)}"
  }

  private static func icmpErrors(_ errors: ICMPFindings) -> String {
    let objects = errors.findings.map {
      "{\"about\": \"\($0.evidence.about.rawValue)\", \"count\": \($0.count), "
        + "\"from\": \"\($0.evidence.reporter)\", \"meaning\": \(quoted($0.evidence.meaning))}"
    }
    return "[" + objects.joined(separator: ", ") + "]"
  }

  private static func both(
    _ client: DirectionCounts, _ server: DirectionCounts, _ counts: (DirectionCounts) -> [(String, Int)]
  ) -> String {
    "{\"client\": \(object(counts(client))), \"server\": \(object(counts(server)))}"
  }

  /// Only what occurs, by name.
  private static func object(_ counts: [(String, Int)]) -> String {
    let pairs = counts.filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
    return "{" + pairs.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }

  private static func classes(_ counts: DirectionCounts) -> [(String, Int)] {
    PacketClass.allCases.map { ($0.rawValue, counts.count(of: $0)) }
  }

  private static func flags(_ counts: DirectionCounts) -> [(String, Int)] {
    PacketFlag.allCases.map { ($0.rawValue, counts.count(of: $0)) }
  }

  private static func kinds(_ counts: DirectionCounts) -> [(String, Int)] {
    RetransmissionKind.allCases.map { ($0.rawValue, counts.count(of: $0)) }
  }

  private static func word(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }

  private static func list(_ values: [String]) -> String {
    "[" + values.map { quoted($0) }.joined(separator: ", ") + "]"
  }

  /// Seconds since 1970, or a length of time: `1697041234.000000001`.
  static func seconds(ns: Int64) -> String {
    let magnitude = ns.magnitude
    let fraction = String(magnitude % 1_000_000_000)
    let zeros = String(repeating: "0", count: 9 - fraction.count)
    return "\(ns < 0 ? "-" : "")\(magnitude / 1_000_000_000).\(zeros)\(fraction)"
  }

  /// A JSON string with nothing in it that a terminal obeys: control characters, also C1, and direction
  /// overrides are escapes. Source: RFC 8259 §7.
  static func quoted(_ value: String) -> String {
    var result = "\""
    for scalar in value.unicodeScalars {
      switch scalar.value {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x0A: result += "\\n"
      case 0x09: result += "\\t"
      case 0x00..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
