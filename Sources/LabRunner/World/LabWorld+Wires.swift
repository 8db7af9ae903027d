internal import Faults
internal import LinuxHost

extension LabWorld {
  func addWireRule(_ rule: WireRule) throws(FaultError) {
    guard let wires else { throw FaultError("this lab was built without wires") }
    recorder.noteRule(wires.add(rule))
  }

  func endWireRules(named name: String) throws(FaultError) -> Int {
    wires?.end { $0.choice.name == name } ?? 0
  }

  /// Says of each fault on the wire what it came to; one that chose nothing did not take hold.
  func concludeWires() {
    guard let wires else { return }
    recorder.take(wires.takeVerdicts())
    let (rules, dropped, failure) = wires.account()
    for rule in rules { recorder.conclude(rule) }
    recorder.concludeVerdicts()
    if dropped > 0 {
      recorder.add(problem: "the wires lost \(dropped) frames of their own: they had no room for them")
    }
    if let failure { recorder.add(problem: "the wires stopped: \(failure)") }
  }
}
