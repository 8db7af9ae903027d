import WireFormat

/// The words that a lab file may use, with what understands each: the catalogs of steps, faults, expectations
/// and peer operations, as the lab file's reader needs them.
///
/// The reader knows none of them itself, so that a new fault or expectation is no change to it. A list that
/// is nil is not checked at all (the catalog is not at hand).
package struct LabVocabulary: Sendable {
  /// One word, and the check that its parameters make sense in a lab.
  package struct Word: Sendable {
    package var kind: String
    package var check: @Sendable (LabStep, LabNames) throws(LabDiagnostic) -> Void

    package init(
      _ kind: String, check: @escaping @Sendable (LabStep, LabNames) throws(LabDiagnostic) -> Void
    ) {
      self.kind = kind
      self.check = check
    }
  }

  /// What may stand under `steps`: waits, starts, faults.
  package var steps: [Word]?
  /// What may stand under `faults`, in force from the start.
  package var faults: [Word]?
  /// What may stand under `expect` and a claim's `test`.
  package var expectations: [Word]?
  /// What the instrumented peer can do: `socket: [ listen 7000, accept ]`.
  package var operations: [Word]?

  package init(
    steps: [Word]? = nil, faults: [Word]? = nil, expectations: [Word]? = nil, operations: [Word]? = nil
  ) {
    self.steps = steps
    self.faults = faults
    self.expectations = expectations
    self.operations = operations
  }
}

extension LabStep {
  /// The step that one instruction of the peer is: `receive 10` is the operation `receive` with `10`.
  ///
  /// `{ receive: 10 }` says the same.
  package init(instruction node: LabNode) throws(LabDiagnostic) {
    switch node.value {
    case .scalar(let text):
      let scalars = text.unicodeScalars
      let kind = scalars.prefix { $0 != " " }
      let blanks = scalars.dropFirst(kind.count).prefix { $0 == " " }
      let rest = String(String.UnicodeScalarView(scalars.dropFirst(kind.count + blanks.count)))
      var position = node.position
      position.column += kind.count + blanks.count
      self.init(
        kind: String(kind), parameters: LabNode(rest.isEmpty ? .empty : .scalar(rest), at: position),
        position: node.position)
    case .mapping(let entries):
      guard let entry = entries.first, entries.count == 1 else { fallthrough }
      guard case .sequence(let block) = entry.value.value else {
        self.init(kind: entry.key, parameters: entry.value, position: entry.keyPosition)
        return
      }
      // `repeat 5: [ … ]`: its number stands with its word.
      var words = entry.key.split(separator: " ", maxSplits: 1).map(String.init)
      let kind = words.isEmpty ? "" : words.removeFirst()
      var inside: [String] = []
      for node in block { inside.append(try LabStep(instruction: node).instruction) }
      words.append("[ " + inside.joined(separator: ", ") + " ]")
      self.init(
        kind: kind, parameters: LabNode(.scalar(words.joined(separator: " ")), at: entry.value.position),
        position: entry.keyPosition)
    case .sequence, .empty:
      throw LabDiagnostic(
        node.position, "this is not an operation of the peer",
        remedy: "write one operation per item, for example [ listen 7000, accept ]")
    }
  }

  /// The peer's instruction in one line: `receive 10`, however the lab file wrote it.
  package var instruction: String {
    let rest = parameters.description
    return rest.isEmpty ? kind : "\(kind) \(rest)"
  }
}
