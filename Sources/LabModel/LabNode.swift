/// A YAML node with its place, as `LabFile` hands it on.
///
/// Faults, waits and expectations read their parameters from it through `ParameterReader`,
/// so that a new one needs no change to the lab file's reader.
package struct LabNode: Sendable, Hashable {
  /// What stands there.
  package enum Value: Sendable, Hashable {
    case scalar(String)
    case sequence([LabNode])
    case mapping([Entry])
    /// Nothing after the colon.
    case empty
  }

  /// One key with its value.
  package struct Entry: Sendable, Hashable {
    package var key: String
    package var keyPosition: SourcePosition
    package var value: LabNode

    package init(key: String, keyPosition: SourcePosition, value: LabNode) {
      self.key = key
      self.keyPosition = keyPosition
      self.value = value
    }
  }

  package var value: Value
  package var position: SourcePosition

  package init(_ value: Value, at position: SourcePosition) {
    self.value = value
    self.position = position
  }

  /// The value of a mapping's key; nil for anything else.
  package func entry(_ key: String) -> LabNode? {
    guard case .mapping(let entries) = value else { return nil }
    return entries.first { $0.key == key }?.value
  }

  /// The mapping without one of its keys.
  package func without(_ key: String) -> LabNode {
    guard case .mapping(let entries) = value else { return self }
    return LabNode(.mapping(entries.filter { $0.key != key }), at: position)
  }

  /// The text of a scalar, else nil.
  package var scalar: String? {
    if case .scalar(let text) = value { return text }
    return nil
  }
}

extension LabNode: CustomStringConvertible {
  /// The node in YAML's flow form, for reports: `{ on: server, drop: tcp dport 7000 }`.
  package var description: String {
    switch value {
    case .scalar(let text): text
    case .sequence(let nodes): "[ " + nodes.map(\.description).joined(separator: ", ") + " ]"
    case .mapping(let entries):
      "{ " + entries.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + " }"
    case .empty: ""
    }
  }
}
