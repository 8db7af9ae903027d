import LabModel

/// A lab's variants: the same lab with other values, laid over it.
///
/// A mapping is laid over a mapping key by key; anything else takes the place of what it covers.
enum LabVariants {
  static let maximum = 50

  /// The node with the override's values in it; each keeps the place where it is written.
  static func lay(_ override: LabNode, over base: LabNode) -> LabNode {
    guard case .mapping(let overrides) = override.value, case .mapping(let entries) = base.value else {
      return override
    }
    var merged = entries
    for entry in overrides {
      if let rival = rival(of: entry.key) { merged.removeAll { $0.key == rival } }
      if let index = merged.firstIndex(where: { $0.key == entry.key }) {
        merged[index].value = lay(entry.value, over: merged[index].value)
        merged[index].keyPosition = entry.keyPosition
      } else {
        merged.append(entry)
      }
    }
    return LabNode(.mapping(merged), at: base.position)
  }

  /// A process is a peer or a command: the one given replaces the other.
  private static func rival(of key: String) -> String? {
    switch key {
    case "socket": "command"
    case "command": "socket"
    default: nil
    }
  }
}
