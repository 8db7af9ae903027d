import Faults

extension ReferenceTopic {
  static let faults = ReferenceTopic(
    name: "faults",
    summary: "what can be done to processes, hosts and wires, and how each proves that it took hold",
    file: "faults.md"
  ) {
    let entries = FaultCatalog.all.map { fault in
      ReferenceEntry(
        word: fault.kind, usage: fault.usage,
        sentences: [
          fault.summary, "*It took hold when* \(fault.proof).", "```yaml\n\(fault.example)\n```",
        ])
    }
    return """
      # Faults

      A fault is a step; under `faults:` it is in force from the start. It is done when it was seen to have taken \
      hold; one that was not makes the run inconclusive, never a pass. Under each stands a whole lab that shows \
      it: save it and `halfopen run` it.

      \(entries.map(\.description).joined(separator: "\n"))
      """
  }
}
