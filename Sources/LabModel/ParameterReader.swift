/// The names that a lab's steps and expectations may refer to.
package struct LabNames: Sendable, Hashable {
  package var hosts: [String]
  /// Process name → its host.
  package var processes: [String: String]

  package init(hosts: [String], processes: [String: String]) {
    self.hosts = hosts
    self.processes = processes
  }

  package init(_ lab: Lab) {
    self.init(
      hosts: lab.hosts.map(\.name),
      processes: Dictionary(lab.processes.map { ($0.name, $0.host) }, uniquingKeysWith: { first, _ in first })
    )
  }
}

/// Reads the parameters of one step or expectation, key by key, with diagnostics that name the place.
///
/// Whoever reads must call `finish()` at the end, which refuses the keys that nobody asked for.
package struct ParameterReader {
  /// The step's own word: `kill`.
  package let kind: String
  package let node: LabNode
  package let names: LabNames
  private var read: [String] = []

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
  package var shorthand: String? { node.scalar }

  /// A node for `key`, or for the whole value when it is a scalar and `key` is what it stands for.
  package mutating func node(_ key: String, shorthand: Bool = false) -> LabNode? {
    read.append(key)
    switch node.value {
    case .mapping(let entries): return entries.first { $0.key == key }?.value
    case .scalar: return shorthand ? node : nil
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
      throw LabDiagnostic(found.position, "'\(key): \(text)' is not a whole number")
    }
    return number
  }

  package mutating func boolean(_ key: String) throws(LabDiagnostic) -> Bool? {
    guard let found = node(key) else { return nil }
    switch try Self.scalar(found, for: key) {
    case "true", "yes": return true
    case "false", "no": return false
    case let text:
      throw LabDiagnostic(found.position, "'\(key): \(text)' is neither true nor false")
    }
  }

  /// The name of a host of this lab.
  package mutating func host(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> String {
    let found = try require(key, shorthand: shorthand)
    let name = try Self.scalar(found, for: key)
    guard names.hosts.contains(name) else {
      throw LabDiagnostic(
        found.position, "unknown host '\(name)'", why: "this lab has \(Self.list(names.hosts))")
    }
    return name
  }

  /// The name of a process of this lab.
  package mutating func process(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> String {
    let found = try require(key, shorthand: shorthand)
    let name = try Self.scalar(found, for: key)
    guard names.processes[name] != nil else {
      throw LabDiagnostic(
        found.position, "unknown process '\(name)'",
        why: "this lab has \(Self.list(names.processes.keys.sorted()))")
    }
    return name
  }

  /// Refuses keys that nobody asked for.
  package func finish() throws(LabDiagnostic) {
    guard case .mapping(let entries) = node.value else { return }
    for entry in entries where !read.contains(entry.key) {
      throw LabDiagnostic(
        entry.keyPosition, "unknown key '\(entry.key)' in '\(kind)'", why: "it takes \(Self.list(read))")
    }
  }

  // MARK: Scalars

  package static func scalar(_ node: LabNode, for key: String) throws(LabDiagnostic) -> String {
    if let text = node.scalar { return text }
    throw LabDiagnostic(node.position, "'\(key)' needs a single value", remedy: "write '\(key): value'")
  }

  package static func duration(_ node: LabNode, for key: String) throws(LabDiagnostic) -> Duration {
    let text = try scalar(node, for: key)
    if let duration = Duration(labText: text) { return duration }
    throw LabDiagnostic(
      node.position, "bad duration '\(text)'", why: "a time is a number with a unit (ns, us, ms, s, m, h)",
      remedy: "write for example 200ms, 5s or 2h12m")
  }

  package static func list(_ words: [String]) -> String {
    var unique: [String] = []
    for word in words where !unique.contains(word) { unique.append(word) }
    return unique.isEmpty ? "none" : unique.map { "'\($0)'" }.joined(separator: ", ")
  }
}
