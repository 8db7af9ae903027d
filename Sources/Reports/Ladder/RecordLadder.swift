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
  var columnOf: [String: Int] = [:]
  let crowdedHosts: Set<String>
  let ambiguousHosts: Set<String>
  let hasManyConnections: Bool
  var downHosts: Set<String> = []
  /// The state in which each socket was last told.
  var told: [String: String] = [:]

  /// A call that returned within this time is told as one event, and one that only waited within this.
  static let promptNs: Int64 = 20_000_000
  static let waitedNs: Int64 = 50_000_000
  /// A call that took longer says how long.
  static let slowNs: Int64 = 100_000_000

  init(_ record: RunRecord, detail: Ladder.Detail) {
    self.record = record
    self.detail = detail
    columns = record.hosts.map { Ladder.Column(name: $0.name, detail: $0.ipv4) }
    for (index, host) in record.hosts.enumerated() where columnOf[host.name] == nil {
      columnOf[host.name] = index
    }
    // Whoever else sent or got packets stands behind the hosts, while they are few; packets of others are lines.
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
      // A fault's own step says nothing that the fault does not.
      let faults = Set(record.faults.map { "\($0.line) \($0.kind)" })
      for (index, step) in record.steps.enumerated() where !faults.contains("\(step.line) \(step.kind)") {
        add(.step, index, step.startedAtNs)
      }
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

  func note(
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
