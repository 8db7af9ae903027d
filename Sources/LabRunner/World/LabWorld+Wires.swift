internal import Faults
internal import LinuxHost

extension LabWorld {
  /// How long a frame may take from its host to the wire. One that takes longer never comes: its cable was pulled.
  private static let hearingLimit = Duration.milliseconds(100)

  /// Waits until the wires have what their hosts have sent: a lab that waited for a packet and then changes the rules
  /// means that packet to have been under the old ones.
  private func awaitHearing(_ wires: WireForwarder) throws(FaultError) {
    _ = try wait(atMost: Self.hearingLimit) { hasHeardAll(wires) }
  }

  private func hasHeardAll(_ wires: WireForwarder) -> Bool {
    for (index, host) in hosts.enumerated() where host.plugged && !host.losingPower {
      for (offset, cable) in (host.current?.cables ?? []).enumerated() {
        guard let frame = recorder.lastSent(tap: firstTap[index] + offset) else { continue }
        if !wires.hasHeard(frame, hostSide: cable.tap == nil ? nil : cable.end) { return false }
      }
    }
    return true
  }

  func addWireRule(_ rule: WireRule) throws(FaultError) {
    guard let wires else { throw FaultError("this lab was built without wires") }
    try awaitHearing(wires)
    recorder.noteRule(wires.add(rule))
  }

  func endWireRules(named name: String) throws(FaultError) -> Int {
    guard let wires else { return 0 }
    try awaitHearing(wires)
    return wires.end { $0.choice.name == name }
  }

  /// Says of each fault on the wire what it came to; one that chose nothing did not take hold.
  ///
  /// - Parameter atEnd: The rules as they were at the run's end.
  func concludeWires(_ atEnd: [WireRuleState]) {
    guard let wires else { return }
    recorder.take(wires.takeVerdicts())
    let (rules, dropped, failure) = wires.account()
    for (rule, atEnd) in zip(rules, atEnd) { recorder.conclude(rule, atEnd: atEnd) }
    recorder.concludeVerdicts()
    if dropped > 0 {
      recorder.add(problem: "the wires lost \(dropped) frames of their own: they had no room for them")
    }
    if let failure { recorder.add(problem: "the wires stopped: \(failure)") }
  }
}
