import LabModel

extension Lab {
  /// How long the run may take, as far as its steps say: its pauses, and the waits that are given more time than
  /// usual. Only good for starting long labs first.
  var expectedLength: Duration {
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
