import Faults
import LabRunner

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
    let triggers = FaultTrigger.usage.split(separator: "\n")
      .map { "unplug: { host: HOST, \($0) }" }.joined(separator: "\n")
    return """
      # Faults

      A fault is a step; under `faults:` it is in force from the start. It is done when it was seen to have taken \
      hold; one that was not makes the run inconclusive, never a pass. Under each stands a whole lab that shows \
      it: save it and `halfopen run` it.

      \(entries.map(\.description).joined(separator: "\n"))
      # `when`: a fault that is done by itself

      ```yaml
      \(triggers)
      ```

      Any fault may say when it is to be done. Its step is over at once; the fault is done, once, when its condition comes \
      true, while the steps go on. Under `faults:` it is looked for from the start. The conditions are those of \
      [`wait`](steps.md); one that is true already is not waited for. One that does not come true before the last step is \
      over makes the run inconclusive. `after: kill` means the moment at which the fault was done.

      - A **packet** stands still on its wire, and those behind it, until the fault has taken hold; then it goes on. What \
      the fault does on a wire begins behind it. With `hold` it stays there until `release` names it, and the others \
      pass it. It counts from when its step was reached; the first that is chosen is meant.
      - A **time** counts from when its step was reached.
      - Anything else (a call, a socket, a counter, an end) is seen when it is there; nothing stands still meanwhile.

      # Where a wire stands

      A wire is a host's cable. A packet passes several; without `on` it is chosen once, on its sender's wire, or on its \
      receiver's where only that is named. `on: HOST` says which; a router has one for each of its switches, and a packet \
      that it passes on passes two of them: `on: ROUTER/SWITCH`. `connection: 2` means the second connection that the \
      wire saw.

      """
  }
}
