internal import Evidence
internal import Faults
internal import LabModel
internal import LinuxHost

/// The faults that wait for their condition while the steps go on.
///
/// Each is done once, in the order in which the conditions came true, and never while another fault is being done.
/// A packet that one waits for stands still on its wire until the fault has taken hold; a call, a state, a counter
/// is seen when it is there, and the lab does not stand still meanwhile.
final class ArmedFaults {
  private struct Armed {
    let fault: any Fault
    let source: LabStep
    let trigger: FaultTrigger
    /// Among the record's steps.
    let step: Int
    let armedAtNs: Int64
    /// CLOCK_MONOTONIC; of a time.
    var dueNs: Int64?
    /// On the wires; of a packet.
    var rule: Int?
  }

  private let world: LabWorld
  private var armed: [Armed] = []
  private var fired: [FiredTrigger] = []
  /// A fault is being done.
  private var isBusy = false
  /// Why one did not take hold: the run ends.
  private(set) var failure: String?

  init(world: LabWorld) { self.world = world }

  /// - Parameter step: The step's place in the record.
  func arm(_ fault: any Fault, _ trigger: FaultTrigger, _ source: LabStep, step: Int) throws(WorldError) {
    var entry = Armed(
      fault: fault, source: source, trigger: trigger, step: step, armedAtNs: Clock.realtimeNs())
    switch trigger {
    case .time(let time): entry.dueNs = Clock.monotonicNs() + time.wholeNs
    case .packet(let choice):
      guard let wires = world.wires else { throw WorldError("this lab was built without wires") }
      entry.rule = wires.add(WireRule(trigger: choice, of: source.kind))
    case .fact: break
    }
    armed.append(entry)
    try fire()
  }

  /// In how long they must be looked at, though nothing has come.
  var nextLookNs: Int64? {
    var next: Int64?
    for entry in armed where !isBusy {
      var limit = entry.dueNs.map { max(0, $0 - Clock.monotonicNs()) }
      if entry.trigger.question != nil { limit = RunView.askingIntervalNs }
      if let limit { next = min(next ?? .max, limit) }
    }
    return next
  }

  /// Does what has come due.
  func fire() throws(WorldError) {
    guard !isBusy, failure == nil, !armed.isEmpty else { return }
    isBusy = true
    defer { isBusy = false }
    while failure == nil, let (place, atNs) = try nextDue() {
      let entry = armed.remove(at: place)
      let trigger = FaultRecord.Trigger(
        text: entry.trigger.text, armedAtNs: entry.armedAtNs, firedAtNs: atNs)
      // The state that it waited for is on the time line, however short it is.
      try world.sampleSockets(forced: true)
      failure = try world.apply(entry.fault, entry.source, trigger: trigger, step: entry.step)
        .map { "\(world.lab.file):\(entry.source.position.line): \($0)" }
      if let rule = entry.rule { world.wires?.resume(rule) }
    }
  }

  /// A fault of the steps is done: no other begins meanwhile.
  func whileBusy<Value>(_ work: () throws(WorldError) -> Value) throws(WorldError) -> Value {
    isBusy = true
    defer { isBusy = false }
    return try work()
  }

  /// The one whose condition came true first, and when.
  private func nextDue() throws(WorldError) -> (place: Int, atNs: Int64)? {
    try world.absorb()
    fired += world.wires?.takeFired() ?? []
    while !fired.isEmpty {
      let first = fired.removeFirst()
      if let place = armed.firstIndex(where: { $0.rule == first.rule }) { return (place, first.atNs) }
    }
    let nowNs = Clock.monotonicNs()
    if let place = armed.firstIndex(where: { $0.dueNs.map { $0 <= nowNs } ?? false }) {
      return (place, Clock.realtimeNs())
    }
    let view = try world.view(armed.compactMap(\.trigger.question))
    for (place, entry) in armed.enumerated() {
      if case .fact(let condition) = entry.trigger, condition.isMet(by: view) {
        return (place, Clock.realtimeNs())
      }
    }
    return nil
  }

  /// The faults that were not done, and why, with their lines.
  var absences: [(line: Int, text: String)] {
    armed.map { entry in
      (
        entry.source.position.line,
        "the fault '\(entry.source.withoutTrigger.text)' was not done: \(entry.trigger.absence)"
      )
    }
  }
}

extension LabWorld {
  /// Does a fault and records it.
  ///
  /// - Parameters:
  ///   - trigger: What made it happen; nil where it was a step's turn.
  ///   - step: The place among the record's steps of one that was armed.
  /// - Returns: Why it did not take hold; nil when it did.
  func apply(
    _ fault: any Fault, _ source: LabStep, trigger: FaultRecord.Trigger? = nil, step: Int? = nil
  ) throws(WorldError) -> String? {
    // What is known until now comes before the fault on the time line.
    try absorb()
    let text = source.withoutTrigger.text
    let host = lab.processes.first { $0.name == fault.target }?.host ?? fault.target
    var record = FaultRecord(
      kind: source.kind, text: text, target: fault.target, host: host, line: source.position.line,
      site: "", appliedAtNs: Clock.realtimeNs(), provenAtNs: nil, proof: "", trigger: trigger)
    defer {
      recorder.add(record)
      if let step {
        recorder.setTime(ofStep: step, fromNs: record.appliedAtNs, toNs: record.provenAtNs)
      }
    }
    do throws(FaultError) {
      let applied = try fault.apply(to: self)
      record.site = applied.site
      record.proof = applied.proof
      record.provenAtNs = Clock.realtimeNs()
      return nil
    } catch {
      record.proof = "not seen to take hold: \(error.description)"
      return "the fault '\(text)' did not take hold: \(error.description)"
    }
  }
}

extension LabStep {
  /// The fault as it is without its `when`.
  var withoutTrigger: LabStep {
    var step = self
    step.parameters = parameters.without("when")
    return step
  }
}
