import Evidence

/// What a record knows of one mark of a diagram, as lines for a reader; the first is a heading.
extension RunRecord {
  func facts(of moment: RecordMoment, label: String) -> [String] {
    switch moment.kind {
    case .fault: faults[moment.index].facts(from: startedAtNs)
    case .state: states[moment.index].facts(from: startedAtNs)
    case .call, .callStart, .callEnd: calls[moment.index].facts(from: startedAtNs)
    case .exit: processes[moment.index].facts(label: label, from: startedAtNs)
    case .packet: packets[moment.index].facts(from: startedAtNs)
    case .step: [steps[moment.index].text]
    }
  }
}

/// `0.305 s`: a time of a record after the start of its run.
private func clock(_ atNs: Int64, from startNs: Int64) -> String {
  TimeDiagram.clock(Quantity.elapsedNs(from: startNs, to: atNs))
}

extension PacketRecord {
  func facts(from startNs: Int64) -> [String] {
    let words = self.words
    var facts = [([words.label, words.detail].filter { !$0.isEmpty }).joined(separator: " · ")]
    facts.append("packet \(number), \(from) > \(to)" + (connection.map { ", connection \($0)" } ?? ""))
    let sent = clock(sentAtNs, from: startNs)
    switch (fate, arrivedAtNs) {
    case (.arrived, let arrived?):
      facts.append(
        "sent \(sent), arrived \(Quantity.duration(ns: Quantity.elapsedNs(from: sentAtNs, to: arrived))) later"
      )
    case (.arrived, nil): facts.append("sent \(sent), arrived")
    case (.lost, _): facts.append("sent \(sent), lost on its way")
    case (.inFlight, _): facts.append("sent \(sent) in the last moments: nobody saw whether it arrived")
    case (.unsent, _): facts.append("arrived \(sent); no host of the lab sent it")
    }
    if let tcp {
      facts.append("\(tcp.sourcePort) > \(tcp.destinationPort) flags \(tcp.bits) \(tcp.numbers)")
    }
    if let wire { facts.append("wire: \(wire)") }
    if let copies, copies > 0 { facts.append("arrived \(copies + 1) times") }
    if !why.isEmpty { facts.append(why) }
    return facts
  }
}

extension CallRecord {
  fileprivate func facts(from startNs: Int64) -> [String] {
    var facts = [instruction, "process \(process) on \(host)", "called \(clock(startedAtNs, from: startNs))"]
    guard let endedAtNs else { return facts + ["never returned"] }
    let elapsed = Quantity.duration(ns: Quantity.elapsedNs(from: startedAtNs, to: endedAtNs))
    facts.append("returned \(error ?? result.map { "\($0)" } ?? "nothing") after \(elapsed)")
    return facts
  }
}

extension FaultRecord {
  fileprivate func facts(from startNs: Int64) -> [String] {
    var facts = [text, "line \(line), at \(site)", "applied \(clock(appliedAtNs, from: startNs))"]
    if let provenAtNs {
      let elapsed = Quantity.duration(ns: Quantity.elapsedNs(from: appliedAtNs, to: provenAtNs))
      facts.append("took hold after \(elapsed)" + (proof.isEmpty ? "" : ": \(proof)"))
    } else {
      facts.append("was not seen to take hold")
    }
    return facts
  }
}

extension SocketStateRecord {
  fileprivate func facts(from startNs: Int64) -> [String] {
    var facts = [
      state, "socket \(host)\(RecordStory.socketName(self))", "seen \(clock(atNs, from: startNs))",
    ]
    if let previous { facts.append("before: \(previous)") }
    if receiveQueueBytes != 0 || sendQueueBytes != 0 {
      facts.append("queued: \(receiveQueueBytes) B to read, \(sendQueueBytes) B to send")
    }
    return facts
  }
}

extension ProcessRecord {
  fileprivate func facts(label: String, from startNs: Int64) -> [String] {
    [label, "process \(name) on \(host)", command.joined(separator: " ")]
      + (exitedAtNs.map { ["ended \(clock($0, from: startNs))"] } ?? [])
  }
}
