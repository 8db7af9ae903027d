package import Evidence
import WireFormat

extension Ladder {
  /// How much of a run its ladder tells.
  package enum Detail: Sendable, Hashable {
    /// Packets, calls, states, faults.
    case normal
    /// Also the lab's steps, every call's start and return, sequence numbers, and how a fault was proven.
    case full
  }

  /// The ladder of a run: a column per host, in the lab's order.
  package init(_ record: RunRecord, detail: Detail = .normal, limits: LadderDigest.Limits? = nil) {
    var story = RecordStory(record, detail: detail)
    var digest = LadderDigest(
      limits: limits ?? LadderDigest.Limits(total: detail == .full ? 2000 : 240))
    for moment in story.moments() {
      if let event = story.event(of: moment) { digest.append(event) }
    }
    var events = digest.finish()
    events += story.ending()
    self.init(columns: story.columns, events: events)
  }
}

/// One thing in a record that has a time; small, so that a record of any length can be put in order.
struct RecordMoment {
  /// In the order in which things of the same nanosecond stand.
  enum Kind: Int {
    case step, fault, callStart, call, packet, state, callEnd, exit
  }

  var atNs: Int64
  var kind: Kind
  var index: Int
}

/// Tells a record's moments as a ladder's events.
struct RecordStory {
  let record: RunRecord
  let detail: Ladder.Detail
  private(set) var columns: [Ladder.Column]
  private var columnOf: [String: Int] = [:]
  private let crowdedHosts: Set<String>
  private let ambiguousHosts: Set<String>
  private let hasManyConnections: Bool
  private var downHosts: Set<String> = []
  /// The state in which each socket was last told.
  private var told: [String: String] = [:]

  /// A call that returned within this time is told as one event, and one that only waited within this.
  private static let promptNs: Int64 = 20_000_000
  private static let waitedNs: Int64 = 50_000_000
  /// A call that took longer says how long.
  private static let slowNs: Int64 = 100_000_000

  init(_ record: RunRecord, detail: Ladder.Detail) {
    self.record = record
    self.detail = detail
    columns = record.hosts.map { Ladder.Column(name: $0.name, detail: $0.ipv4) }
    for (index, host) in record.hosts.enumerated() where columnOf[host.name] == nil {
      columnOf[host.name] = index
    }
    // Whoever else sent or got packets stands behind the hosts; one column for all beyond a few.
    for packet in record.packets {
      for name in [packet.from, packet.to] where columnOf[name] == nil && columnOf.count < 64 {
        columnOf[name] = columns.count
        columns.append(Ladder.Column(name: name))
      }
    }
    crowdedHosts = Self.repeated(record.processes.map { ($0.host, $0.name) })
    ambiguousHosts = Self.repeated(
      record.states.filter { $0.remotePort != nil }.map { ($0.host, Self.socketName($0)) })
    hasManyConnections = record.connections.count > 1
  }

  /// The hosts that have more than one of something.
  private static func repeated(_ pairs: [(host: String, name: String)]) -> Set<String> {
    var first: [String: String] = [:]
    var result: Set<String> = []
    for (host, name) in pairs {
      if let known = first[host], known != name { result.insert(host) }
      first[host] = name
    }
    return result
  }

  func moments() -> [RecordMoment] {
    var moments: [RecordMoment] = []
    moments.reserveCapacity(record.packets.count + record.calls.count + record.states.count)
    func add(_ kind: RecordMoment.Kind, _ index: Int, _ atNs: Int64) {
      moments.append(RecordMoment(atNs: atNs, kind: kind, index: index))
    }
    if detail == .full {
      for (index, step) in record.steps.enumerated() { add(.step, index, step.startedAtNs) }
    }
    for (index, fault) in record.faults.enumerated() { add(.fault, index, fault.appliedAtNs) }
    for (index, packet) in record.packets.enumerated() { add(.packet, index, packet.sentAtNs) }
    for (index, state) in record.states.enumerated() { add(.state, index, state.atNs) }
    for (index, call) in record.calls.enumerated() where detail == .full || !Self.isDirection(call) {
      if let endedAtNs = call.endedAtNs, isPrompt(call) {
        add(.call, index, Self.waits(call) ? endedAtNs : call.startedAtNs)
      } else {
        add(.callStart, index, call.startedAtNs)
        if let endedAtNs = call.endedAtNs { add(.callEnd, index, endedAtNs) }
      }
    }
    for (index, process) in record.processes.enumerated() {
      if let exitedAtNs = process.exitedAtNs, exitedAtNs <= record.endedAtNs { add(.exit, index, exitedAtNs) }
    }
    // Sorting is not stable; the index makes it so.
    return moments.sorted {
      ($0.atNs, $0.kind.rawValue, $0.index) < ($1.atNs, $1.kind.rawValue, $1.index)
    }
  }

  mutating func event(of moment: RecordMoment) -> Ladder.Event? {
    let atNs = Quantity.elapsedNs(from: record.startedAtNs, to: moment.atNs)
    switch moment.kind {
    case .step: return Ladder.Event(atNs: atNs, .step(record.steps[moment.index].text), word: "step")
    case .fault: return event(of: record.faults[moment.index], atNs: atNs)
    case .callStart:
      let call = record.calls[moment.index]
      return note(
        on: call.host, "\(prefix(call))\(call.instruction) …", tone: .call, atNs: atNs, family: .traffic,
        word: "call")
    case .call, .callEnd:
      return event(of: record.calls[moment.index], atNs: atNs, whole: moment.kind == .call)
    case .packet: return event(of: record.packets[moment.index], atNs: atNs)
    case .state: return event(of: record.states[moment.index], atNs: atNs)
    case .exit: return event(of: record.processes[moment.index], atNs: atNs)
    }
  }

  private func note(
    on host: String, _ text: String, detail: String = "", tone: Tone, atNs: Int64,
    family: Ladder.Family? = nil, word: String, becomes: Ladder.Lifeline? = nil, isFault: Bool = false
  ) -> Ladder.Event {
    guard let column = columnOf[host] else {
      return Ladder.Event(atNs: atNs, .step("\(host): \(text)"), word: word, isImportant: isFault)
    }
    let note = Ladder.Note(
      column: column, text: text, detail: detail, tone: tone, isFault: isFault, becomes: becomes)
    return Ladder.Event(atNs: atNs, .note(note), family: family, word: word, isImportant: isFault)
  }
}

// MARK: Faults and processes

extension RecordStory {
  private mutating func event(of fault: FaultRecord, atNs: Int64) -> Ladder.Event {
    let becomes = Self.lifeline(after: fault.kind)
    switch becomes {
    case .down: downHosts.insert(fault.host)
    case .up: downHosts.remove(fault.host)
    case .unplugged, nil: break
    }
    var detail = fault.provenAtNs == nil ? "did not take hold" : ""
    if self.detail == .full, !fault.proof.isEmpty { detail += (detail.isEmpty ? "" : ": ") + fault.proof }
    return note(
      on: fault.host, banner(fault), detail: detail, tone: .fault, atNs: atNs, word: "fault", becomes: becomes,
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
      let isObvious = ["process", "host", "on", "signal", "packets"].contains(key) && key.count < part.count
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

  private func event(of process: ProcessRecord, atNs: Int64) -> Ladder.Event? {
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

// MARK: Calls

extension RecordStory {
  /// Whether the call and its return are one event. A connect has its packets between.
  private func isPrompt(_ call: CallRecord) -> Bool {
    guard let endedAtNs = call.endedAtNs, detail == .normal, call.operation != "connect" else { return false }
    let elapsed = Quantity.elapsedNs(from: call.startedAtNs, to: endedAtNs)
    return elapsed < (Self.waits(call) ? Self.waitedNs : Self.promptNs)
  }

  /// Whether the call's return is an effect of what happened before it, rather than its start a cause.
  private static func waits(_ call: CallRecord) -> Bool {
    ["accept", "receive"].contains(call.operation)
  }

  /// Whether the call only waits for the lab's steps, which a program of its own would not do.
  private static func isDirection(_ call: CallRecord) -> Bool { call.operation == "wait" }

  private func prefix(_ call: CallRecord) -> String {
    crowdedHosts.contains(call.host) ? "\(call.process): " : ""
  }

  private func event(of call: CallRecord, atNs: Int64, whole: Bool) -> Ladder.Event {
    let text = "\(prefix(call))\(whole ? call.instruction : call.operation) → \(Self.result(of: call))"
    var details = call.operation == "receive" && call.result == 0 ? ["end of stream"] : []
    let elapsed = call.endedAtNs.map { Quantity.elapsedNs(from: call.startedAtNs, to: $0) } ?? 0
    if elapsed >= Self.slowNs { details.append("after \(Quantity.duration(ns: elapsed))") }
    let isPlain = call.error == nil && (call.result ?? 0) > 0
    return note(
      on: call.host, text, detail: details.joined(separator: ", "), tone: call.error == nil ? .call : .failure,
      atNs: atNs, family: isPlain ? .traffic : nil, word: "call")
  }

  /// What a call returned, as a reader of the program's code knows it.
  private static func result(of call: CallRecord) -> String {
    if let error = call.error { return error }
    guard let result = call.result else { return "?" }
    switch (call.operation, result) {
    case ("receive", _), ("send", _): return String(result)
    case (_, 0): return "ok"
    default: return String(result)
    }
  }
}

// MARK: Packets and states

extension RecordStory {
  private func event(of packet: PacketRecord, atNs: Int64) -> Ladder.Event? {
    guard let from = columnOf[packet.from], let to = columnOf[packet.to] else {
      return Ladder.Event(
        atNs: atNs, .step("\(packet.from) > \(packet.to) \(packet.packetClass.rawValue)"),
        family: .series("elsewhere"), word: packet.packetClass.rawValue)
    }
    let words = PacketText(
      packetClass: packet.packetClass, flags: packet.flags, kind: packet.kind, cause: packet.cause,
      payloadBytes: packet.tcp?.payloadBytes ?? 0)
    var details = words.detail.isEmpty ? [] : [words.detail]
    if let late = lateness(of: packet) { details.append(late) }
    if detail == .full, let tcp = packet.tcp { details.append(Self.numbers(tcp)) }
    var label = words.label
    if hasManyConnections, let connection = packet.connection { label = "#\(connection) \(label)" }
    let arrow = Ladder.Arrow(
      from: from, to: to, label: label, detail: details.joined(separator: ", "), fate: packet.fate.onLadder,
      tone: words.tone)
    let family = packet.fate == .arrived ? words.family : .series("\(packet.fate.rawValue) \(words.label)")
    return Ladder.Event(
      atNs: atNs, .arrow(arrow), family: family, word: packet.packetClass.rawValue,
      payloadBytes: packet.tcp?.payloadBytes ?? 0, isImportant: packet.packetClass == .reset)
  }

  /// Said of a packet that was on its way so long that other things happened meanwhile.
  private func lateness(of packet: PacketRecord) -> String? {
    guard let arrivedAtNs = packet.arrivedAtNs else { return nil }
    let elapsed = Quantity.elapsedNs(from: packet.sentAtNs, to: arrivedAtNs)
    return elapsed >= 5_000_000 ? "arrives \(Quantity.duration(ns: elapsed)) later" : nil
  }

  private static func numbers(_ tcp: PacketRecord.TCPFields) -> String {
    let (end, overflow) = tcp.sequence.addingReportingOverflow(tcp.payloadBytes)
    let sequence = tcp.payloadBytes == 0 || overflow ? "\(tcp.sequence)" : "\(tcp.sequence):\(end)"
    return "seq \(sequence)" + (tcp.acknowledgment.map { " ack \($0)" } ?? "") + " win \(tcp.window)"
  }

  private static func socketName(_ state: SocketStateRecord) -> String {
    ":\(state.localPort) > \(state.remoteHost ?? "*"):\(state.remotePort ?? 0)"
  }

  private mutating func event(of state: SocketStateRecord, atNs: Int64) -> Ladder.Event? {
    // The last sample of a run repeats what is known.
    guard told.updateValue(state.state, forKey: state.host + Self.socketName(state)) != state.state else {
      return nil
    }
    var text = state.state
    if state.remotePort == nil, state.state != "LISTEN" { text = "listener \(text)" }
    if state.remotePort != nil, ambiguousHosts.contains(state.host) { text = ":\(state.localPort) \(text)" }
    return note(
      on: state.host, text, tone: .state, atNs: atNs, family: .series("state \(state.host) \(text)"),
      word: "state")
  }

  /// The end of the run: what still stands, and who still waits.
  func ending() -> [Ladder.Event] {
    let atNs = Quantity.elapsedNs(from: record.startedAtNs, to: record.endedAtNs)
    var notes: [(row: Int, column: Int, text: String, tone: Tone)] = []
    var rows: [String: Int] = [:]
    func add(_ host: String, _ text: String, _ tone: Tone) {
      guard let column = columnOf[host], !downHosts.contains(host) else { return }
      let row = rows[host, default: 0]
      rows[host] = row + 1
      // A few say enough of many sockets in the same state.
      if row < Self.mostEndingNotes { notes.append((row, column, text, tone)) }
    }
    for call in record.calls where call.endedAtNs == nil && isAlive(call) && !Self.isDirection(call) {
      add(call.host, "\(prefix(call))still in \(call.instruction)", .warning)
    }
    for state in lastStates() where !["CLOSED", "LISTEN"].contains(state.state) {
      let port = ambiguousHosts.contains(state.host) ? ":\(state.localPort) " : ""
      add(state.host, "\(port)still \(state.state)", .state)
    }
    var events = notes.sorted { ($0.row, $0.column) < ($1.row, $1.column) }.map {
      Ladder.Event(
        atNs: atNs, .note(Ladder.Note(column: $0.column, text: $0.text, tone: $0.tone)), word: "state")
    }
    if events.isEmpty { events = [Ladder.Event(atNs: atNs, .step("the run ends"), word: "step")] }
    return events
  }

  private static let mostEndingNotes = 6

  /// Whether a call's process was there until the end, so that it was the call that did not return.
  private func isAlive(_ call: CallRecord) -> Bool {
    guard let process = record.processes.first(where: { $0.name == call.process && $0.host == call.host })
    else { return true }
    return process.exitedAtNs.map { $0 > record.endedAtNs } ?? true
  }

  /// The last state of each socket, in the order in which the sockets were first seen.
  private func lastStates() -> [SocketStateRecord] {
    var order: [String] = []
    var last: [String: SocketStateRecord] = [:]
    for state in record.states {
      let name = state.host + Self.socketName(state)
      if last.updateValue(state, forKey: name) == nil { order.append(name) }
    }
    return order.compactMap { last[$0] }
  }
}

extension PacketRecord.Fate {
  fileprivate var onLadder: Ladder.Fate {
    switch self {
    case .arrived: .arrives
    case .lost: .lost
    case .inFlight: .unknown
    case .unsent: .appears
    }
  }
}

extension String {
  fileprivate var trimmedOfSpaces: String {
    let start = drop { $0 == " " }
    return start.lastIndex { $0 != " " }.map { String(start[...$0]) } ?? ""
  }
}
