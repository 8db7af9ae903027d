import WireFormat

/// Reads the parameters of one step or expectation, key by key, with diagnostics that name the place.
///
/// Whoever reads must call `finish()` at the end, which refuses the keys that nobody asked for.
package struct ParameterReader {
  /// The step's own word: `kill`.
  package let kind: String
  package let node: LabNode
  package let names: LabNames
  private var read: [String] = []
  /// Somebody read the parameters as one value.
  private var tookWhole = false

  package init(kind: String, node: LabNode, names: LabNames) {
    self.kind = kind
    self.node = node
    self.names = names
  }

  package init(_ step: LabStep, names: LabNames) {
    self.init(kind: step.kind, node: step.parameters, names: names)
  }

  // MARK: Whole-value forms (`kill: server`)

  /// The text when the parameters are one scalar: `unplug: client`.
  package var shorthand: String? {
    mutating get {
      tookWhole = true
      return node.scalar
    }
  }

  /// The items when the parameters are one list: `order: [ kill, … ]`; one value alone needs no brackets.
  package var items: [LabNode]? {
    mutating get {
      tookWhole = true
      switch node.value {
      case .sequence(let nodes): return nodes
      case .scalar: return [node]
      case .mapping, .empty: return nil
      }
    }
  }

  /// All of the parameters, to be read by another.
  package var whole: LabNode {
    mutating get {
      tookWhole = true
      if case .mapping(let entries) = node.value { read += entries.map(\.key) }
      return node
    }
  }

  /// A node for `key`, or for the whole value when it is a scalar and `key` is what it stands for.
  package mutating func node(_ key: String, shorthand: Bool = false) -> LabNode? {
    read.append(key)
    switch node.value {
    case .mapping(let entries): return entries.first { $0.key == key }?.value
    case .scalar:
      tookWhole = tookWhole || shorthand
      return shorthand ? node : nil
    case .sequence, .empty: return nil
    }
  }

  package mutating func require(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> LabNode {
    if let found = node(key, shorthand: shorthand) { return found }
    throw LabDiagnostic(
      node.position, "'\(kind)' needs '\(key)'",
      remedy: shorthand ? "write '\(kind): …' or '\(kind): { \(key): … }'" : "write '\(kind): { \(key): … }'")
  }

  // MARK: Typed parameters

  package mutating func text(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> String? {
    guard let found = node(key, shorthand: shorthand) else { return nil }
    return try Self.scalar(found, for: key)
  }

  package mutating func duration(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> Duration? {
    guard let found = node(key, shorthand: shorthand) else { return nil }
    return try Self.duration(found, for: key)
  }

  package mutating func integer(_ key: String) throws(LabDiagnostic) -> Int? {
    guard let found = node(key) else { return nil }
    let text = try Self.scalar(found, for: key)
    guard let number = Int(text) else {
      throw LabDiagnostic(
        found.position, "'\(key): \(text)' is not a whole number", remedy: "write for example '\(key): 3'")
    }
    return number
  }

  /// A whole number that counts something.
  package mutating func count(_ key: String) throws(LabDiagnostic) -> Int? {
    guard let number = try integer(key) else { return nil }
    if number >= 0 { return number }
    throw LabDiagnostic(
      node(key)?.position ?? node.position, "'\(key): \(number)' is less than nothing",
      remedy: "write 0 or a larger number")
  }

  /// The number of a connection.
  package mutating func connection(_ key: String) throws(LabDiagnostic) -> Int? {
    guard let number = try count(key) else { return nil }
    if number > 0 { return number }
    throw LabDiagnostic(
      node(key)?.position ?? node.position, "there is no connection 0", why: "they are counted from 1",
      remedy: "write for example '\(key): 2'")
  }

  package mutating func boolean(_ key: String) throws(LabDiagnostic) -> Bool? {
    guard let found = node(key) else { return nil }
    switch try Self.scalar(found, for: key) {
    case "true", "yes": return true
    case "false", "no": return false
    case let text:
      throw LabDiagnostic(
        found.position, "'\(key): \(text)' is neither true nor false", remedy: "write 'true' or 'false'")
    }
  }

  /// A list of values; a single one needs no brackets. nil without the key.
  package mutating func list(_ key: String) throws(LabDiagnostic) -> [LabNode]? {
    guard let found = node(key) else { return nil }
    switch found.value {
    case .sequence(let nodes) where !nodes.isEmpty: return nodes
    case .scalar, .mapping: return [found]
    case .sequence, .empty:
      throw LabDiagnostic(found.position, "'\(key)' is an empty list", remedy: "write '\(key): [ … ]'")
    }
  }

  /// A reader for a mapping inside: `wait: { socket: { … } }`.
  package mutating func nested(_ key: String) -> ParameterReader? {
    guard let found = node(key) else { return nil }
    return ParameterReader(kind: key, node: found, names: names)
  }

  /// The name of a host of this lab.
  package mutating func host(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> String {
    let found = try require(key, shorthand: shorthand)
    let name = try Self.scalar(found, for: key)
    try names.checkHost(name, at: found.position)
    return name
  }

  /// The name of a process of this lab.
  package mutating func process(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> String {
    let found = try require(key, shorthand: shorthand)
    let name = try Self.scalar(found, for: key)
    try names.checkProcess(name, at: found.position)
    return name
  }

  /// Whether a key is there; it counts as read.
  package mutating func has(_ key: String) -> Bool { node(key) != nil }

  /// Refuses what nobody asked for: keys, or a single value where keys are needed.
  package func finish() throws(LabDiagnostic) {
    switch node.value {
    case .mapping(let entries):
      for entry in entries where !read.contains(entry.key) {
        let near = Spelling.suggestion(for: entry.key, among: read)
        throw LabDiagnostic(
          entry.keyPosition, "unknown key '\(entry.key)' in '\(kind)'",
          why: near == nil ? "it takes \(Self.list(read))" : nil,
          remedy: near.map { "did you mean '\($0)'?" })
      }
    case .scalar, .sequence:
      guard !tookWhole else { return }
      throw LabDiagnostic(
        node.position, "'\(kind)' takes \(Self.list(read)), each with its name",
        remedy: "write '\(kind): { \(read.first ?? "key"): … }'")
    case .empty: return
    }
  }

  // MARK: Scalars

  package static func scalar(_ node: LabNode, for key: String) throws(LabDiagnostic) -> String {
    switch node.value {
    case .scalar(let text): return text
    case .empty: throw LabDiagnostic(node.position, "'\(key)' has no value", remedy: "write '\(key): …'")
    case .sequence, .mapping:
      throw LabDiagnostic(node.position, "'\(key)' needs a single value", remedy: "write '\(key): …'")
    }
  }

  package static func duration(_ node: LabNode, for key: String) throws(LabDiagnostic) -> Duration {
    let text = try scalar(node, for: key)
    if let duration = Duration(labText: text) { return duration }
    throw LabDiagnostic(
      node.position, "bad duration '\(text)'", why: "a time is a number with a unit (ns, us, ms, s, m, h)",
      remedy: "write for example 200ms, 5s or 2h12m")
  }

  /// `'kill', 'start'`, each word once; `none` for no words.
  package static func list(_ words: [String]) -> String {
    var unique: [String] = []
    for word in words where !unique.contains(word) { unique.append(word) }
    return unique.isEmpty ? "none" : unique.map { "'\($0)'" }.joined(separator: ", ")
  }
}
