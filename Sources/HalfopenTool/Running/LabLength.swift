import LabModel

extension Lab {
  /// How long the run may take, as far as its file says: its pauses, and the waits that are given more time than
  /// usual; or the longest time that it expects of anything. Only good for starting long labs first.
  var expectedLength: Duration {
    let expected = expectations + claims.flatMap(\.test)
    return max(stepsLength, expected.map { $0.parameters.longestTime }.max() ?? .zero)
  }

  private var stepsLength: Duration {
    steps.reduce(.zero) { sum, step in
      guard step.kind == "wait" else { return sum }
      switch step.parameters.value {
      case .scalar(let text): return sum + (Duration(labText: text) ?? .zero)
      case .mapping(let entries):
        let within = entries.first { $0.key == "within" }?.value.scalar
        return sum + (within.flatMap { Duration(labText: $0) } ?? .zero)
      case .sequence, .empty: return sum
      }
    }
  }
}

extension LabNode {
  /// The longest of the times that stand in it: `4s` of `client > server data +3s..4s`.
  fileprivate var longestTime: Duration {
    switch value {
    case .empty: return .zero
    case .scalar(let text):
      let words = text.split(separator: "..").flatMap { $0.split { " +±".contains($0) } }
      return words.compactMap { Duration(labText: $0) }.max() ?? .zero
    case .sequence(let nodes): return nodes.map(\.longestTime).max() ?? .zero
    case .mapping(let entries): return entries.map(\.value.longestTime).max() ?? .zero
    }
  }
}
