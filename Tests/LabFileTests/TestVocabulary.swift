import Expectations
import LabModel

/// The words of the labs in these tests: expectations are the real ones, steps and operations stand for those
/// of the catalogs that this module does not know.
enum TestVocabulary {
  static let full = LabVocabulary(
    steps: [
      process("start"), process("kill"), host("unplug"), host("power-off"),
      LabVocabulary.Word("wait") { (step, names) throws(LabDiagnostic) in
        var reader = ParameterReader(step, names: names)
        _ = try reader.duration("time", shorthand: true)
        if reader.has("process") { _ = try reader.process("process") }
        try reader.finish()
      },
    ],
    faults: [host("unplug")], expectations: ExpectationCatalog.words,
    operations: ["listen", "accept", "connect", "send", "receive", "close"].map { kind in
      LabVocabulary.Word(kind) { (_, _) throws(LabDiagnostic) in }
    })

  private static func process(_ kind: String) -> LabVocabulary.Word {
    LabVocabulary.Word(kind) { (step, names) throws(LabDiagnostic) in
      var reader = ParameterReader(step, names: names)
      _ = try reader.process("process", shorthand: true)
      try reader.finish()
    }
  }

  private static func host(_ kind: String) -> LabVocabulary.Word {
    LabVocabulary.Word(kind) { (step, names) throws(LabDiagnostic) in
      var reader = ParameterReader(step, names: names)
      _ = try reader.host("host", shorthand: true)
      try reader.finish()
    }
  }
}
