internal import Evidence
internal import Faults
internal import LabModel
internal import LinuxHost

/// Carries out a lab's steps in order, waiting for facts; what is armed is done meanwhile.
struct Timeline {
  let world: LabWorld
  let progress: ProgressChannel
  private let armed: ArmedFaults

  init(world: LabWorld, progress: ProgressChannel) {
    self.world = world
    self.progress = progress
    armed = ArmedFaults(world: world)
    world.armedFaults = armed
  }

  /// Why the run stopped before its end, or what it waited for in vain, as problems for the record.
  func run(_ lab: ResolvedLab) throws(WorldError) -> [String] {
    let file = lab.lab.file
    for (source, step) in lab.faults + lab.steps {
      if let failure = try carryOut(step, source, file) {
        return [failure + armed.absences.map { "; \($0.text)" }.joined()]
      }
    }
    return armed.absences.map { "\(file):\($0.line): \($0.text)" }
  }

  /// - Returns: Why the run cannot go on; nil when it can.
  private func carryOut(_ step: ResolvedStep, _ source: LabStep, _ file: String) throws(WorldError) -> String?
  {
    let startedAtNs = Clock.realtimeNs()
    let place = world.recorder.record.steps.count
    // First, as what is armed may be done at once, which is then its time; no other step is carried out meanwhile.
    world.recorder.add(
      StepRecord(
        kind: source.kind, text: source.text, line: source.position.line, startedAtNs: startedAtNs,
        endedAtNs: startedAtNs))
    let failure = try perform(step, source, place: place)
    // Whatever a step led to is on the time line before the next one begins.
    try world.absorb()
    try world.sampleSockets(forced: true)
    world.recorder.set(counters: try world.takeCounterGrowth(), ofStep: place)
    switch step {
    case .armedFault: break  // Its time is when it is done.
    default: world.recorder.setTime(ofStep: place, fromNs: startedAtNs, toNs: Clock.realtimeNs())
    }
    try armed.fire()
    return armed.failure ?? failure.map { "\(file):\(source.position.line): \($0)" }
  }

  /// - Returns: Why the step failed; nil when it did not.
  private func perform(_ step: ResolvedStep, _ source: LabStep, place: Int) throws(WorldError) -> String? {
    switch step {
    case .start(let process):
      progress.say("starting \(process)")
      if let missing = world.missingProgram(of: process) { return missing }
      return try world.awaitReadiness(of: world.start(process))
    case .proceed(let name):
      guard let process = world.processes.last(where: { $0.speaks(as: name) }) else {
        return "process \(name) was not started"
      }
      do throws(WorldError) { try process.sendContinue(to: name) } catch { return error.description }
    case .pause(let time):
      progress.say("letting \(time.labText) pass", limitNs: time.wholeNs)
      try listen(forNs: time.wholeNs)
    case .wait(let condition, let within): return try wait(condition, within)
    case .fault(let fault):
      progress.say(source.text)
      return try armed.whileBusy { () throws(WorldError) in try world.apply(fault, source) }
    case .armedFault(let fault, let trigger):
      progress.say("waiting with \(source.kind) until \(trigger.text)")
      try armed.arm(fault, trigger, source, step: place)
    }
    return nil
  }

  private func listen(forNs time: Int64) throws(WorldError) {
    let deadline = Clock.monotonicNs() + time
    while true {
      let left = deadline - Clock.monotonicNs()
      if left <= 0 || armed.failure != nil { return }
      try world.listen(forNs: left)
    }
  }

  private func wait(_ condition: any WaitCondition, _ within: Duration) throws(WorldError) -> String? {
    progress.say("waiting until \(condition.text)", limitNs: within.wholeNs)
    let deadline = Clock.monotonicNs() + within.wholeNs
    let questions = [condition.question].compactMap(\.self)
    while true {
      let left = deadline - Clock.monotonicNs()
      // The last look is at all that there is.
      try world.absorb(all: left <= 0)
      if armed.failure != nil { return nil }
      if condition.isMet(by: try world.view(questions)) { return nil }
      if left <= 0 {
        let stopped = world.processes.filter(\.isStopped).map { "; \($0.name) is stopped by a signal" }
        return "waited \(within.labText) until \(condition.text), which did not happen" + stopped.joined()
      }
      // What must be asked for can change without a packet or a call that would wake us.
      try world.listen(forNs: questions.isEmpty ? left : min(left, RunView.askingIntervalNs))
    }
  }
}
