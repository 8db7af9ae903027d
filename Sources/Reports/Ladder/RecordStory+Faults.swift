import Evidence

extension RecordStory {
  mutating func event(of fault: FaultRecord, atNs: Int64) -> Ladder.Event {
    let becomes = Self.lifeline(after: fault.kind)
    switch becomes {
    case .down: downHosts.insert(fault.host)
    case .up: downHosts.remove(fault.host)
    case .unplugged, nil: break
    }
    var detail = fault.provenAtNs == nil ? "did not take hold" : ""
    if let trigger = fault.trigger { detail = "when \(trigger.text)" + (detail.isEmpty ? "" : ", \(detail)") }
    if self.detail == .full, !fault.proof.isEmpty { detail += (detail.isEmpty ? "" : ": ") + fault.proof }
    return note(
      on: fault.host, banner(fault), detail: detail, tone: .fault, atNs: atNs, word: "fault",
      becomes: becomes,
      isFault: true)
  }

  /// A fault's text in few words: `kill: { process: server, signal: SIGKILL }` is `kill SIGKILL` at the
  /// lifeline of the host that has no other process.
  private func banner(_ fault: FaultRecord) -> String {
    guard fault.text.hasPrefix("\(fault.kind):") else { return fault.text.isEmpty ? fault.kind : fault.text }
    var rest = fault.text.dropFirst(fault.kind.count + 1).drop { $0 == " " }
    if rest.hasPrefix("{"), rest.hasSuffix("}") { rest = rest.dropFirst().dropLast() }
    var words: [String] = []
    for part in rest.split(separator: ",") {
      let part = part.drop { $0 == " " }
      let key = part.prefix { $0 != ":" }
      var isObvious = ["process", "host", "on", "signal", "packets"].contains(key) && key.count < part.count
      // A wire's place is not the host alone.
      if key == "on", part.contains("/") { isObvious = false }
      words.append((isObvious ? String(part.dropFirst(key.count + 1)) : String(part)).trimmedOfSpaces)
    }
    words.removeAll { $0.isEmpty || ($0 == fault.host && !crowdedHosts.contains(fault.host)) }
    return ([fault.kind] + words).joined(separator: " ")
  }

  /// What a host's lifeline is after a fault; nil where it does not change.
  private static func lifeline(after kind: String) -> Ladder.Lifeline? {
    switch kind {
    case "power-off", "shut-down": .down
    case "unplug": .unplugged
    case "replug", "reboot": .up
    default: nil
    }
  }

  func event(of process: ProcessRecord, atNs: Int64) -> Ladder.Event? {
    // Where the host is off, nobody sees its processes end.
    guard !downHosts.contains(process.host) else { return nil }
    let name = crowdedHosts.contains(process.host) ? "\(process.name) " : ""
    let text: String
    switch process.exit {
    case .status(let status): text = "\(name)exits with \(status)"
    case .signal(let signal): text = "\(name)ends by \(signal)"
    case nil: text = "\(name)ends"
    }
    return note(on: process.host, text, tone: .warning, atNs: atNs, word: "exit")
  }
}

extension String {
  fileprivate var trimmedOfSpaces: String {
    let start = drop { $0 == " " }
    return start.lastIndex { $0 != " " }.map { String(start[...$0]) } ?? ""
  }
}
