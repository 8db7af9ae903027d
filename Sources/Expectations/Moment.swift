import Evidence
import LabModel
import WireFormat

/// A moment of a run that expectations speak of: a step, or a packet.
///
/// ```
/// kill                          the step of that kind
/// 2nd unplug                    one of several
/// start client                  the step with that parameter
/// end of power-off              when it had taken hold
/// server > client 2nd synAck    the packet
/// ```
/// A step is meant from when it began, so that what it causes comes after it; a `wait` is meant when it
/// ended.
struct Moment: Sendable {
  private enum Event: Sendable {
    case step(StepName)
    case packet(PacketPattern)
  }

  private enum Edge: Sendable { case start, end }

  private struct StepName: Sendable {
    var kind: String
    var text: String?
    var occurrence: PacketPattern.Occurrence

    func names(kind: String, text: String) -> Bool {
      self.kind == kind && (self.text == nil || self.text == text)
    }
  }

  /// What a run had to say about a moment.
  enum Resolution: Sendable, Hashable {
    case at(Int64)
    case never(String)
  }

  /// As written.
  let text: String
  private let event: Event
  private let edge: Edge

  init(_ node: LabNode, for key: String, names: LabNames) throws(LabDiagnostic) {
    let text = try ParameterReader.scalar(node, for: key)
    self.text = text
    if text.split(separator: " ").contains(">") {
      self.event = .packet(try ParameterReader.packet(node, for: key, names: names))
      self.edge = .start
      return
    }
    var words = text.split(separator: " ").map(String.init)
    var edge: Edge?
    if words.count > 2, words[1] == "of", words[0] == "end" || words[0] == "start" {
      edge = words[0] == "end" ? .end : .start
      words.removeFirst(2)
    }
    var occurrence: PacketPattern.Occurrence?
    if words.count > 1 {
      if words[0] == "last" { occurrence = .last }
      if let number = PacketPattern.Occurrence.number(ofOrdinal: words[0]) { occurrence = .nth(number) }
      if occurrence != nil { words.removeFirst() }
    }
    guard let kind = words.first else {
      throw LabDiagnostic(node.position, "'\(key)' is empty", remedy: "name a step or a packet")
    }
    let parameter = words.dropFirst().joined(separator: " ")
    let name = StepName(
      kind: kind, text: parameter.isEmpty ? nil : "\(kind): \(parameter)", occurrence: occurrence ?? .nth(1))
    try Self.check(name, isNumbered: occurrence != nil, text: text, names: names, at: node.position)
    self.event = .step(name)
    self.edge = edge ?? (kind == "wait" ? .end : .start)
  }

  private static func check(
    _ name: StepName, isNumbered: Bool, text: String, names: LabNames, at place: SourcePosition
  ) throws(LabDiagnostic) {
    let same = names.steps.filter { name.names(kind: $0.kind, text: $0.text) }.count
    guard same > 0 else {
      let kinds = names.steps.reduce(into: [String]()) { if !$0.contains($1.kind) { $0.append($1.kind) } }
      throw LabDiagnostic(
        place, "no step '\(text)' in this lab", why: "its steps are \(ParameterReader.list(kinds))",
        remedy: Spelling.suggestion(for: name.kind, among: kinds).map { "did you mean '\($0)'?" })
    }
    if same > 1, !isNumbered {
      throw LabDiagnostic(
        place, "'\(text)' could be any of \(same) steps",
        remedy: "write '1st \(text)', '2nd \(text)' or 'last \(text)'")
    }
    if case .nth(let number) = name.occurrence, number > same {
      throw LabDiagnostic(place, "no step '\(text)' in this lab", why: "it has \(same) of the kind")
    }
  }

  /// Whether it is a step's, not a packet's.
  var isStep: Bool {
    if case .step = event { return true }
    return false
  }

  /// When it was in a run.
  func resolve(_ record: RunRecord) -> Resolution {
    switch event {
    case .step(let name):
      let steps = record.steps.filter { name.names(kind: $0.kind, text: $0.text) }
      // The last step is known only when the run has come to its end: the record holds every step that began.
      for (index, step) in steps.enumerated() where name.occurrence.includes(index + 1, of: steps.count) {
        return .at(edge == .end ? step.endedAtNs : step.startedAtNs)
      }
      return .never("the step '\(text)' never ran")
    case .packet(let pattern):
      let packets = PacketChoice(pattern).among(record.packets[...])
      guard let packet = packets.first else { return .never("no packet was '\(text)'") }
      // One nanosecond on, so that the packet itself is not after itself.
      return .at(packet.sentAtNs + 1)
    }
  }
}

extension ParameterReader {
  /// A moment of the run: `after: power-off`.
  mutating func moment(_ key: String) throws(LabDiagnostic) -> Moment? {
    guard let found = node(key) else { return nil }
    return try Moment(found, for: key, names: names)
  }
}

/// A packet pattern applied to the packets of a run, with its occurrence.
struct PacketChoice: Sendable {
  let pattern: PacketPattern

  init(_ pattern: PacketPattern) { self.pattern = pattern }

  /// The packets that are meant.
  ///
  /// "2nd synAck lost" is the second of the synAcks, if it was lost: fate is not what is counted.
  func among(_ packets: ArraySlice<PacketRecord>) -> [PacketRecord] {
    guard let occurrence = pattern.occurrence else { return packets.filter { pattern.matches($0) } }
    var counted = pattern
    counted.fate = nil
    let candidates = packets.filter { counted.matches($0) }
    return candidates.enumerated().filter { index, packet in
      occurrence.includes(index + 1, of: candidates.count) && pattern.matches(packet)
    }.map(\.element)
  }
}
