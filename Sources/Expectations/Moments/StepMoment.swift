import Evidence
import LabModel
import WireFormat

/// A step of the lab. It is meant from when it began, so that what it causes comes after it; a `wait` is meant
/// when it ended.
struct StepMoment: MomentEvent {
  private enum Edge: Sendable { case start, end }

  let text: String
  private let kind: String
  /// `kill: server`; nil for any of the kind.
  private let step: String?
  private let occurrence: PacketPattern.Occurrence
  private let edge: Edge

  init(
    _ text: String, for key: String, at place: SourcePosition, names: LabNames
  ) throws(LabDiagnostic) {
    self.text = text
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
      throw LabDiagnostic(place, "'\(key)' is empty", remedy: "name a step or a packet")
    }
    let parameter = words.dropFirst().joined(separator: " ")
    self.kind = kind
    self.step = parameter.isEmpty ? nil : "\(kind): \(parameter)"
    self.occurrence = occurrence ?? .nth(1)
    self.edge = edge ?? (kind == "wait" ? .end : .start)
    try check(isNumbered: occurrence != nil, names: names, at: place)
  }

  private func isMeant(kind: String, text: String) -> Bool {
    self.kind == kind && (step == nil || step == text)
  }

  private func check(isNumbered: Bool, names: LabNames, at place: SourcePosition) throws(LabDiagnostic) {
    let same = names.steps.filter { isMeant(kind: $0.kind, text: $0.text) }.count
    guard same > 0 else {
      let kinds = names.steps.reduce(into: [String]()) { if !$0.contains($1.kind) { $0.append($1.kind) } }
      throw LabDiagnostic(
        place, "no step '\(text)' in this lab", why: "its steps are \(ParameterReader.list(kinds))",
        remedy: Spelling.suggestion(for: kind, among: kinds).map { "did you mean '\($0)'?" })
    }
    if same > 1, !isNumbered {
      throw LabDiagnostic(
        place, "'\(text)' could be any of \(same) steps",
        remedy: "write '1st \(text)', '2nd \(text)' or 'last \(text)'")
    }
    if case .nth(let number) = occurrence, number > same {
      throw LabDiagnostic(place, "no step '\(text)' in this lab", why: "it has \(same) of the kind")
    }
  }

  var absence: String { "the step '\(text)' never ran" }

  /// The lab was to run it: what would have followed nobody knows.
  func doubt(_ record: RunRecord, untilNs: Int64) -> String? { times(record).isEmpty ? absence : nil }

  func times(_ record: RunRecord) -> [Int64] {
    let steps = record.steps.filter { isMeant(kind: $0.kind, text: $0.text) }
    // The last step is known only when the run has come to its end: the record holds every step that began.
    return steps.indices.filter { occurrence.includes($0 + 1, of: steps.count) }.map {
      edge == .end ? steps[$0].endedAtNs : steps[$0].startedAtNs
    }
  }
}
