import LabModel
import LabRunner

extension ReferenceTopic {
  static let steps = ReferenceTopic(
    name: "steps", summary: "how a lab goes on: starting programs, and waiting for facts", file: "steps.md"
  ) {
    let own = StepCatalog.reference.map {
      ReferenceEntry(word: $0.kind, usage: $0.usage, sentences: [$0.summary]).description
    }
    let waits = WaitCatalog.all.map {
      ReferenceEntry(word: "wait", part: $0.key, usage: $0.usage, sentences: [$0.summary]).description
    }
    return """
      # Steps

      Steps are carried out in order, and each waits for its effect. Besides these, every fault is a step.

      \(own.joined(separator: "\n"))
      # What `wait` can wait for

      A fact that is true already is not waited for. One that does not come within \
      \(WaitCatalog.defaultLimit.labText), or the time that `within` names, ends the run: it is inconclusive.

      \(waits.joined(separator: "\n"))
      """
  }
}
