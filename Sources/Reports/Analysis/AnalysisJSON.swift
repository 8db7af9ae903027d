package import TCPAnalysis
import WireFormat

/// The object of design.md §4: keys sorted, a line for each connection and each frame, and the same bytes for
/// the same capture. Times are seconds as decimal strings with nine digits.
package struct AnalysisJSON: AnalysisReport {
  private let showsFrames: Bool
  private var connections = 0
  private var frames = 0
  /// A connection's text while it is made: there may be a hundred thousand, and appending to text is slow.
  private var line: [UInt8] = []

  package init(showsFrames: Bool) { self.showsFrames = showsFrames }

  package mutating func begin(_ facts: CaptureFacts, into text: inout String) {
    text += "{\n  \"capture\": {\"file\": \(PrintedJSON.quoted(facts.file)), \"frames\": \(facts.frames), "
    text += "\"linkTypes\": \(Self.list(facts.linkTypes)), "
    let skipped = facts.skipped.sorted { $0.key < $1.key }
      .map { "\(PrintedJSON.quoted($0.key)): \($0.value)" }.joined(separator: ", ")
    text += "\"skipped\": {\(skipped)}, \"tcpSegments\": \(facts.tcpSegments), "
    text += "\"truncated\": \(facts.truncated), \"warnings\": \(Self.list(facts.warnings))},\n"
    text += "  \"connections\": ["
  }

  package mutating func connection(_ summary: ConnectionSummary, ladder: Ladder?, into text: inout String) {
    let ours = summary.clientCounts
    let theirs = summary.serverCounts
    line.removeAll(keepingCapacity: true)
    line.add(connections == 0 ? "\n    " : ",\n    ")
    connections += 1
    line.add("{\"bytes\": {\"client\": ", ours.payloadBytes)
    line.add(", \"server\": ", theirs.payloadBytes)
    line.add("}, \"classes\": ")
    Self.classes.add(ours, theirs, to: &line) { $0.count(of: $1) }
    line.add(", \"client\": ")
    add(summary.client)
    line.add(", \"clientKnown\": ")
    line.add(summary.clientKnown ? "true" : "false")
    line.add(", \"duration\": \"")
    line.addSeconds(ns: summary.endNs &- summary.startNs)
    line.add("\", \"ending\": \"")
    line.add(summary.ending.rawValue)
    line.add("\", \"flags\": ")
    Self.flags.add(ours, theirs, to: &line) { $0.count(of: $1) }
    line.add(", \"frames\": {\"client\": ", ours.frames)
    line.add(", \"server\": ", theirs.frames)
    // Zeek's letters and ^: nothing that must be escaped.
    line.add("}, \"history\": \"")
    line.add(summary.history)
    line.add("\", \"icmpErrors\": ")
    line.add(summary.icmpErrors.isEmpty ? "[]" : Self.icmpErrors(summary.icmpErrors))
    line.add(", \"id\": ", summary.id)
    line.add(", \"retransmissions\": ")
    Self.kinds.add(ours, theirs, to: &line) { $0.count(of: $1) }
    line.add(", \"server\": ")
    add(summary.server)
    line.add(", \"start\": \"")
    line.addSeconds(ns: summary.startNs)
    line.add("\"}")
    text += String(decoding: line, as: UTF8.self)
  }

  private mutating func add(_ endpoint: ConnectionSummary.Endpoint) {
    line.add("{\"address\": \"")
    line.add(endpoint.address)
    line.add("\", \"port\": ", Int(endpoint.port))
    line.add("}")
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
    text += "\"why\": \(PrintedJSON.quoted(frame.why))}"
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

  private static let classes = CountedNames(PacketClass.allCases)
  private static let flags = CountedNames(PacketFlag.allCases)
  private static let kinds = CountedNames(RetransmissionKind.allCases)

  private static func icmpErrors(_ errors: ICMPFindings) -> String {
    let objects = errors.findings.map {
      "{\"about\": \"\($0.evidence.about.rawValue)\", \"count\": \($0.count), "
        + "\"from\": \"\($0.evidence.reporter)\", \"meaning\": \(PrintedJSON.quoted($0.evidence.meaning))}"
    }
    return "[" + objects.joined(separator: ", ") + "]"
  }

  private static func word(_ value: String?) -> String { value.map { "\"\($0)\"" } ?? "null" }

  private static func list(_ values: [String]) -> String {
    "[" + values.map { PrintedJSON.quoted($0) }.joined(separator: ", ") + "]"
  }

  /// Seconds since 1970, or a length of time: `1697041234.000000001`.
  static func seconds(ns: Int64) -> String {
    var digits: [UInt8] = []
    digits.addSeconds(ns: ns)
    return String(decoding: digits, as: UTF8.self)
  }
}

/// Names with counts, in the order of the names, made once.
private struct CountedNames<Name: RawRepresentable & Sendable>: Sendable where Name.RawValue == String {
  private let names: [(name: Name, key: [UInt8])]

  init(_ all: [Name]) {
    names = all.sorted { $0.rawValue < $1.rawValue }.map { ($0, Array("\"\($0.rawValue)\": ".utf8)) }
  }

  /// Both ends' counts as an object, with only what occurs.
  @inline(__always)
  func add(
    _ client: DirectionCounts, _ server: DirectionCounts, to line: inout [UInt8],
    _ count: (DirectionCounts, Name) -> Int
  ) {
    line.add("{\"client\": {")
    add(client, to: &line, count)
    line.add("}, \"server\": {")
    add(server, to: &line, count)
    line.add("}}")
  }

  @inline(__always)
  private func add(
    _ counts: DirectionCounts, to line: inout [UInt8], _ count: (DirectionCounts, Name) -> Int
  ) {
    var isFirst = true
    for index in names.indices {
      let number = count(counts, names[index].name)
      guard number > 0 else { continue }
      if !isFirst { line.add(", ") }
      isFirst = false
      line.append(contentsOf: names[index].key)
      line.addDigits(UInt64(number), atLeast: 1)
    }
  }
}

extension [UInt8] {
  @inline(__always)
  fileprivate mutating func add(_ text: String) { append(contentsOf: text.utf8) }

  /// A text and a number behind it.
  fileprivate mutating func add(_ text: String, _ number: Int) {
    append(contentsOf: text.utf8)
    if number < 0 { append(UInt8(ascii: "-")) }
    addDigits(UInt64(number.magnitude), atLeast: 1)
  }

  /// IPv4 as bytes: a text of its own for each address takes longer than all the rest of its connection.
  fileprivate mutating func add(_ address: IPAddress) {
    if address.isIPv6 { return add(address.description) }
    for shift: UInt64 in [24, 16, 8, 0] {
      if shift < 24 { append(UInt8(ascii: ".")) }
      addDigits(address.low >> shift & 0xFF, atLeast: 1)
    }
  }

  /// Decimal digits, with zeros in front up to a length.
  fileprivate mutating func addDigits(_ number: UInt64, atLeast length: Int) {
    var rest = number
    let start = count
    repeat {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0 || count - start < length
    var (low, high) = (start, count - 1)
    while low < high {
      swapAt(low, high)
      low += 1
      high -= 1
    }
  }

  fileprivate mutating func addSeconds(ns: Int64) {
    if ns < 0 { append(UInt8(ascii: "-")) }
    addDigits(ns.magnitude / 1_000_000_000, atLeast: 1)
    append(UInt8(ascii: "."))
    addDigits(ns.magnitude % 1_000_000_000, atLeast: 9)
  }
}
