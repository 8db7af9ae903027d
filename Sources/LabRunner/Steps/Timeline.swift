internal import Evidence
internal import Faults
internal import LabModel
internal import LinuxHost

/// Carries out a lab's steps in order, waiting for facts.
struct Timeline {
  let world: LabWorld
  let progress: ProgressChannel

  /// Why the run stopped before its end, as a problem for the record; nil when it did not.
  func run(_ lab: ResolvedLab) throws(WorldError) -> String? {
    for (source, step) in lab.faults + lab.steps {
      let startedAtNs = Clock.realtimeNs()
      let failure = try perform(step, source)
      // Whatever a step led to is on the time line before the next one begins.
      try world.absorb()
      try world.sampleSockets(forced: true)
      let counters = try world.takeCounterGrowth()
      world.recorder.add(
        StepRecord(
          kind: source.kind, text: source.text, line: source.position.line, startedAtNs: startedAtNs,
          endedAtNs: Clock.realtimeNs(), counters: counters))
      if let failure { return "\(lab.lab.file):\(source.position.line): \(failure)" }
    }
    return nil
  }

  /// - Returns: Why the step failed; nil when it did not.
  private func perform(_ step: ResolvedStep, _ source: LabStep) throws(WorldError) -> String? {
    switch step {
    case .start(let process):
      progress.say("starting \(process)")
      if let missing = world.missingProgram(of: process) { return missing }
      return try world.awaitReadiness(of: world.start(process))
    case .proceed(let name):
      do throws(FaultError) {
        guard let process = world.processes.last(where: { $0.speaks(as: name) }) else {
          throw FaultError("process \(name) was not started")
        }
        try asFault { () throws(WorldError) in try process.sendContinue(to: name) }
      } catch { return error.description }
    case .pause(let time):
      progress.say("letting \(time.labText) pass", limitNs: time.wholeNs)
      try listen(forNs: time.wholeNs)
    case .wait(let condition, let within): return try wait(condition, within)
    case .fault(let fault): return try apply(fault, source)
    }
    return nil
  }

  private func asFault(_ work: () throws(WorldError) -> Void) throws(FaultError) {
    do throws(WorldError) { try work() } catch { throw FaultError(error.description) }
  }

  private func listen(forNs time: Int64) throws(WorldError) {
    let deadline = Clock.monotonicNs() + time
    while true {
      let left = deadline - Clock.monotonicNs()
      if left <= 0 { return }
      try world.listen(forNs: left)
    }
  }

  private func wait(_ condition: any WaitCondition, _ within: Duration) throws(WorldError) -> String? {
    progress.say("waiting until \(condition.text)", limitNs: within.wholeNs)
    let deadline = Clock.monotonicNs() + within.wholeNs
    let needsSockets = type(of: condition).needsSockets
    while true {
      try world.absorb()
      if condition.isMet(by: try world.view(withSockets: needsSockets)) { return nil }
      let left = deadline - Clock.monotonicNs()
      if left <= 0 {
        return "waited \(within.labText) until \(condition.text), which did not happen"
      }
      // A socket's queue can change without a packet or a call that would wake us.
      try world.listen(forNs: needsSockets ? min(left, 2_000_000) : left)
    }
  }

  private func apply(_ fault: any Fault, _ source: LabStep) throws(WorldError) -> String? {
    progress.say(source.text)
    // What is known until now comes before the fault on the time line.
    try world.absorb()
    let appliedAtNs = Clock.realtimeNs()
    let host = world.lab.processes.first { $0.name == fault.target }?.host ?? fault.target
    var record = FaultRecord(
      kind: source.kind, text: source.text, target: fault.target, host: host, line: source.position.line,
      site: "", appliedAtNs: appliedAtNs, provenAtNs: nil, proof: "")
    defer { world.recorder.add(record) }
    do throws(FaultError) {
      let applied = try fault.apply(to: world)
      record.site = applied.site
      record.proof = applied.proof
      record.provenAtNs = Clock.realtimeNs()
      return nil
    } catch {
      record.proof = "not seen to take hold: \(error.description)"
      return "the fault '\(source.text)' did not take hold: \(error.description)"
    }
  }
}
