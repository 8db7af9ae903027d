internal import Evidence
internal import Faults

/// What the wires did, as far as the packets are known that they did it to.
struct WireAccount {
  /// Without wires nothing is kept: each frame would be hashed and held once more.
  var isKept = false
  /// The rule's number → the fault's place in the record.
  var faultOfRule: [Int: Int] = [:]
  /// A frame that left a host or a wire.
  struct Sending {
    /// nil for what a host sent after the run's end.
    var packet: Int?
    var timeNs: Int64
  }

  private var sendings: [FrameKey: [Sending]] = [:]
  /// Verdicts on frames whose sending the capture has not told yet.
  var waiting: [WireVerdict] = []
  /// Verdicts on what was sent after the run's end.
  private var afterEnd: [WireVerdict] = []

  mutating func sent(_ frame: FrameKey, atNs: Int64, packet: Int?) {
    guard isKept else { return }
    sendings[frame, default: []].append(Sending(packet: packet, timeNs: atNs))
  }

  /// What a wire had before it: the latest that was on its way with these bytes then.
  func sending(of verdict: WireVerdict) -> Sending? {
    sendings[FrameKey(verdict.frame)]?.last { $0.timeNs <= verdict.atNs }
  }

  mutating func noteAfterEnd(_ verdict: WireVerdict) {
    afterEnd.append(verdict)
    // The next wire has it before it as it is now.
    for bytes in verdict.departures where bytes != verdict.frame {
      sent(FrameKey(bytes), atNs: verdict.atNs, packet: nil)
    }
  }

  /// How many packets a rule has chosen that no host had sent when the run ended.
  func choices(ofRule number: Int, after endNs: Int64) -> Int {
    (afterEnd + waiting.filter { $0.atNs > endNs }).count { $0.rules.contains(number) }
  }
}

extension Recorder {
  /// The fault that is being applied has put this rule on the wires.
  func noteRule(_ number: Int) { wireAccount.faultOfRule[number] = record.faults.count }

  /// Takes in what the wires decided since the last time.
  func take(_ verdicts: [WireVerdict]) {
    let all = wireAccount.waiting + verdicts
    wireAccount.waiting = []
    for verdict in all {
      guard let sending = wireAccount.sending(of: verdict) else {
        wireAccount.waiting.append(verdict)
        continue
      }
      guard let packet = sending.packet else {
        wireAccount.noteAfterEnd(verdict)
        continue
      }
      note(onWire: verdict.text, packet: packet)
      if verdict.isAltered { noteAlteration(ofPacket: packet) }
      var unchanged = 0
      for bytes in verdict.departures {
        let isUnchanged = bytes == verdict.frame
        if isUnchanged { unchanged += 1 }
        // The first unchanged one is what the sending made us expect.
        if isUnchanged, unchanged == 1 { continue }
        let frame = FrameKey(bytes)
        // The next wire has it before it as it is now.
        if !isUnchanged { wireAccount.sent(frame, atNs: verdict.atNs, packet: packet) }
        expect(frame, atNs: verdict.atNs, packet: packet)
      }
      if unchanged == 0 { stopExpecting(FrameKey(verdict.frame), packet: packet) }
      if verdict.departures.isEmpty { noteLoss(ofPacket: packet) }
    }
  }

  /// Says of verdicts whose packets no capture has shown that there were some; what was sent after the run's end is not
  /// recorded.
  func concludeVerdicts() {
    let count = wireAccount.waiting.count { $0.atNs <= record.endedAtNs }
    guard count > 0 else { return }
    add(
      problem: count == 1
        ? "a packet that a wire chose was not captured where it was sent"
        : "\(count) packets that a wire chose were not captured where they were sent")
  }

  /// What a rule came to when the run is over.
  ///
  /// - Parameter atEnd: The same rule at the run's end; it may have chosen what was sent later.
  func conclude(_ rule: WireRuleState, atEnd: WireRuleState) {
    guard let index = wireAccount.faultOfRule[rule.number], record.faults.indices.contains(index) else {
      return
    }
    let fault = record.faults[index]
    let tooLate = wireAccount.choices(ofRule: rule.number, after: record.endedAtNs)
    let chosenCount = rule.chosenCount - tooLate
    record(chosen: chosenCount, ofFault: index)
    guard rule.mustChoose else { return }
    let rule = tooLate > 0 ? atEnd : rule
    setProof(rule.account, ofFault: index)
    let failure = chosenCount == 0 ? "no packet that it chooses has passed \(fault.site)" : rule.failure
    if let failure {
      add(
        problem:
          "\(record.labFile):\(fault.line): the fault '\(fault.text)' did not take hold: \(failure)")
    }
  }
}
