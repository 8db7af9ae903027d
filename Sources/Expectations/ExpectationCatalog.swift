package import LabModel

/// Every kind of expectation that a lab file may use.
package enum ExpectationCatalog {
  package static let all: [any Expectation.Type] = [
    PacketsExpectation.self, CallExpectation.self, DeliveredExpectation.self, SocketExpectation.self,
    ProcessExpectation.self, CounterExpectation.self, FaultExpectation.self, OrderExpectation.self,
    NeverExpectation.self, InitialSequenceExpectation.self,
  ]

  /// The expectation that an item under `expect` stands for.
  package static func make(
    _ step: LabExpectation, names: LabNames
  ) throws(LabDiagnostic) -> any Expectation {
    guard let type = all.first(where: { $0.kind == step.kind }) else {
      throw LabDiagnostic(
        step.position, "unknown expectation '\(step.kind)'",
        why: "known are \(ParameterReader.list(all.map { $0.kind }))")
    }
    var reader = ParameterReader(step, names: names)
    let expectation = try type.init(&reader)
    try reader.finish()
    return expectation
  }

  /// The catalog as the lab file's reader takes it.
  package static let words: [LabVocabulary.Word] = all.map { type in
    LabVocabulary.Word(type.kind) { (step, names) throws(LabDiagnostic) in
      _ = try make(step, names: names)
    }
  }
}
