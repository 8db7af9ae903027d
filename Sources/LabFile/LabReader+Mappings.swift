import LabModel

extension LabReader {
  // MARK: Reading mappings and scalars

  /// The entries of a mapping; nil, with a problem, for anything else.
  mutating func entries(_ node: LabNode, _ key: String, example: String) -> [LabNode.Entry]? {
    switch node.value {
    case .mapping(let entries): return entries
    case .scalar, .sequence, .empty:
      problems.add(
        LabDiagnostic(node.position, "'\(key)' needs keys of its own", remedy: "write '\(example)'"))
      return nil
    }
  }

  /// The values of a mapping's known keys; unknown ones are problems.
  mutating func fields(_ node: LabNode, allowed: [String], of what: String) -> [String: LabNode] {
    guard case .mapping(let entries) = node.value else { return [:] }
    refuseUnknown(entries, allowed: allowed, of: what)
    return Dictionary(entries.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
  }

  mutating func refuseUnknown(_ entries: [LabNode.Entry], allowed: [String], of what: String) {
    for entry in entries where !allowed.contains(entry.key) {
      guard !problems.isFull else { return }
      problems.add(Self.unknown("key", entry.key, of: what, among: allowed, at: entry.keyPosition))
    }
  }

  mutating func scalar(_ node: LabNode, _ key: String) -> String? {
    problems.attempt { () throws(LabDiagnostic) -> String in
      let text = try ParameterReader.scalar(node, for: key)
      guard text.isEmpty else { return text }
      throw LabDiagnostic(node.position, "'\(key)' is empty", remedy: "write '\(key): …'")
    }
  }

  mutating func required(_ fields: [String: LabNode], _ key: String, of entry: LabNode.Entry) -> String? {
    guard let node = fields[key] else {
      problems.add(
        LabDiagnostic(entry.keyPosition, "'\(entry.key)' needs '\(key)'", remedy: "write '\(key): …'"))
      return nil
    }
    return scalar(node, key)
  }

  // MARK: Names

  /// Names of processes and variants: they become parts of file names.
  mutating func checkName(
    _ entry: LabNode.Entry, _ what: String, why: String = "it becomes part of a file's name"
  ) {
    let isFine =
      !entry.key.isEmpty && entry.key.unicodeScalars.count <= 32
      && entry.key.unicodeScalars.enumerated().allSatisfy { index, scalar in
        Self.isLetterOrDigit(scalar) || index > 0 && (scalar == "-" || scalar == "_")
      }
    guard !isFine else { return }
    problems.add(
      LabDiagnostic(
        entry.keyPosition, "'\(entry.key.prefix(40))' is no name for a \(what)",
        why: why,
        remedy: "use up to 32 letters, digits, '-' and '_', a letter or digit first"))
  }

  static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
  }
}
