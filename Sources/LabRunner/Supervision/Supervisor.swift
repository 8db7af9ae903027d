internal import CaptureFormat
internal import Evidence
internal import LabFile
internal import LabModel
internal import LinuxHost
internal import PacketCapture
internal import WireFormat

/// One run of one lab, inside namespaces of its own, from the empty world to the written record.
///
/// Runs as PID 1 of those namespaces: when it ends, however it ends, the kernel ends all that it made.
package struct Supervisor {
  private var request: LabRequest
  private let parent: Descriptor
  /// What was sent this shortly before the end and has not arrived may still arrive.
  private static let undecidedNs: Int64 = 20_000_000
  private static let lastArrivalTimeoutNs: Int64 = 200_000_000

  /// - Parameter channel: The socket to the parent.
  private init(_ request: LabRequest, channel: Int32) {
    self.request = request
    self.parent = Descriptor(owning: channel)
  }

  /// What a supervisor is for, as the command line's first word.
  package enum Task: String, CaseIterable, Sendable {
    case lab = "supervise"
    /// Only a world of two hosts, to see how long that takes.
    case world = "supervise-world"
    /// The same with a wire at each host.
    case wiredWorld = "supervise-wired-world"
  }

  /// Is the supervisor, if this process was started as one, and ends with it.
  ///
  /// - Parameter arguments: The process's own.
  package static func runIfAsked(_ arguments: [String]) {
    guard arguments.count > 1, let task = Task(rawValue: arguments[1]),
      let request = LabRequest(arguments: Array(arguments.dropFirst(2)))
    else { return }
    var supervisor = Supervisor(request, channel: 3)
    switch task {
    case .lab: supervisor.run()
    case .world: supervisor.measureWorld(wired: false)
    case .wiredWorld: supervisor.measureWorld(wired: true)
    }
    // What it made ends with it: nothing has to be closed.
    endImmediately()
  }

  /// Runs the lab; what comes of it is told to the parent.
  private mutating func run() {
    let progress = ProgressChannel(descriptor: parent)
    do throws(WorldError) {
      try runLab(progress)
      progress.send(.done)
    } catch {
      progress.send(.failed(error.description))
    }
  }

  /// Builds a world of two hosts, tells the parent how long that took, and ends: for `doctor` and the bench.
  private func measureWorld(wired: Bool) {
    let progress = ProgressChannel(descriptor: parent)
    let nowhere = SourcePosition(file: "", line: 0, column: 0)
    let lab = Lab(
      name: "two hosts", file: "", title: "Two hosts",
      hosts: ["client", "server"].map { LabHost(name: $0, position: nowhere) })
    let record = RunRecord(
      lab: lab.name, variant: nil, title: lab.title, labFile: "", labText: "", kernel: "", seed: 0,
      startedAtNs: 0, endedAtNs: 0)
    do throws(WorldError) {
      let startedAtNs = Clock.monotonicNs()
      let world = try LabWorld(
        lab: lab, request: request, recorder: Recorder(record: record, lab: lab), lifeline: parent,
        wiredHosts: wired ? Set(lab.hosts.map(\.name)) : [])
      try world.buildHosts()
      let builtAtNs = Clock.monotonicNs()
      for host in world.hosts { try host.awaitCapture() }
      progress.send(
        .measured(worldNs: builtAtNs - startedAtNs, capturesNs: Clock.monotonicNs() - startedAtNs))
    } catch {
      progress.send(.failed(error.description))
    }
  }

  private mutating func runLab(_ progress: ProgressChannel) throws(WorldError) {
    ignoreBrokenPipes()
    progress.say("building the lab")
    let (resolved, text) = try readLab()
    for process in resolved.lab.processes {
      guard case .socket(let nodes) = process.program else { continue }
      do throws(LabDiagnostic) {
        request.instructions[process.name] = try StepCatalog.instructions(nodes)
      } catch { throw WorldError(error.description) }
    }
    let record = RunRecord(
      lab: resolved.lab.name, variant: resolved.lab.variant, title: resolved.lab.title,
      labFile: request.file, labText: text, kernel: kernelRelease(), seed: request.seed,
      startedAtNs: Clock.realtimeNs(), endedAtNs: 0)
    let recorder = Recorder(record: record, lab: resolved.lab)
    let world = try LabWorld(
      lab: resolved.lab, request: request, recorder: recorder, lifeline: parent,
      wiredHosts: resolved.wiredHosts, recallsPackets: resolved.recallsPackets)
    try world.build()
    let clockLeadNs = Clock.realtimeLeadNs()
    let (watch, watching) = try asWorldError { () throws(SystemCallError) in try SchedulingWatch.start() }
    world.watch = watch
    progress.send(.built)
    recorder.begin(atNs: Clock.realtimeNs())
    let problems = runSteps(resolved, in: world, progress)
    for problem in problems { recorder.add(problem: problem) }
    recorder.set(watch.finish(watching))
    do throws(WorldError) {
      try inRunDirectory { () throws(WorldError) in
        try writeCaptures(try finish(world, clockLeadNs: clockLeadNs), recorder)
        try writeRecord(recorder.record)
      }
    } catch {
      // What went wrong first explains the rest.
      throw recorder.record.problems.first.map { WorldError($0) } ?? error
    }
    if request.holds { hold(world, progress) }
  }

  /// Why the run ended before its last step, or what it waited for in vain. What was seen until then is worth a record.
  private func runSteps(_ lab: ResolvedLab, in world: LabWorld, _ progress: ProgressChannel) -> [String] {
    do throws(WorldError) {
      let problems = try Timeline(world: world, progress: progress).run(lab)
      return world.stopReason.map { [$0] } ?? problems
    } catch {
      return [world.stopReason ?? error.description]
    }
  }

  /// Keeps the hosts as they are until the parent lets go; the record is written.
  private func hold(_ world: LabWorld, _ progress: ProgressChannel) {
    progress.send(
      .held(world.hosts.compactMap { host in host.initPID.map { HeldHost(name: host.name, pid: $0) } }))
    do throws(SystemCallError) { _ = try waitReadable([parent.raw], timeoutNs: nil) } catch {
      endImmediately()
    }
  }

  /// The lab as the parent put it into the run directory: the file itself may change meanwhile.
  private func readLab() throws(WorldError) -> (ResolvedLab, String) {
    let bytes = try asWorldError { () throws(SystemCallError) in
      try Descriptor.open(request.directory + "/lab.yaml", flags: .readOnly).readAllFromStart()
    }
    let document: LabDocument
    do throws(LabProblems) {
      document = try LabDocument(
        parsing: bytes, file: request.file, name: request.labName, vocabulary: LabVocabulary())
    } catch { throw WorldError(error.description) }
    guard let lab = document.labs.first(where: { $0.variant == request.variant }) else {
      throw WorldError("\(request.file) has no variant '\(request.variant ?? "")'")
    }
    do throws(LabDiagnostic) { return (try ResolvedLab(lab), document.text) } catch {
      throw WorldError(error.description)
    }
  }

  // MARK: The end of a run

  /// Reads the last state of everything and closes the accounts.
  private func finish(_ world: LabWorld, clockLeadNs: Int64) throws(WorldError) -> [Tap] {
    let recorder = world.recorder
    try world.absorb(all: true)
    for host in world.hosts {
      do throws(WorldError) { try host.checkLife() } catch { recorder.add(problem: error.description) }
    }
    try world.sampleSockets(final: true)
    let (counters, endNs) = try lastCounters(world)
    let rules = world.wires?.account().rules ?? []
    recorder.set(endNs: endNs, clockSteppedNs: Clock.realtimeLeadNs() - clockLeadNs)
    let deadline = Clock.monotonicNs() + Self.lastArrivalTimeoutNs
    let reachable = Set(world.hosts.filter(\.plugged).map(\.name))
    while recorder.hasUnjoinedPackets(sinceNs: endNs - Self.undecidedNs, to: reachable)
      || world.wires?.onTheWay().isEmpty == false, Clock.monotonicNs() < deadline
    {
      try world.listen(forNs: 1_000_000)
    }
    try world.finishCaptures()
    world.concludeWires(rules)
    recorder.set(outputs: world.processes.map(\.printed))
    for problem in world.processes.compactMap(\.unkept) { recorder.add(problem: problem) }
    recorder.set(
      world.hosts.enumerated().map { index, host in
        HostRecord(
          name: host.name, ipv4: host.interfaces[0].address.ipv4, mac: "\(host.interfaces[0].address.mac)",
          boots: host.boots,
          poweredOff: host.poweredOff, sysctls: host.sysctls, counters: counters[index].all.nonzero,
          countersUnplugged: counters[index].unplugged.nonzero,
          countersAtTheCable: counters[index].atTheCable.nonzero)
      })
    let taps = recorder.finish(
      undecidedSinceNs: endNs - Self.undecidedNs, reachable: reachable,
      onTheWay: world.wires?.onTheWay() ?? [])
    recorder.explainResets()
    recorder.callReferee()
    return taps
  }

  /// The counters and a moment at which they had these values.
  private func lastCounters(_ world: LabWorld) throws(WorldError) -> ([HostCounters], Int64) {
    var before = try readCounters(world)
    for _ in 0..<10 {
      let now = Clock.realtimeNs()
      let after = try readCounters(world)
      if before == after { return (after, now) }
      before = after
    }
    return (before, Clock.realtimeNs())
  }

  private func readCounters(_ world: LabWorld) throws(WorldError) -> [HostCounters] {
    var all: [HostCounters] = []
    for host in world.hosts { all.append(try host.counters()) }
    return all
  }

  // MARK: The run directory

  private func inRunDirectory(_ write: () throws(WorldError) -> Void) throws(WorldError) {
    do throws(WorldError) { try write() } catch {
      guard fileExists(request.directory) else {
        throw WorldError(
          "somebody removed the run directory \(request.directory) during the run; run the lab again, and leave it there"
        )
      }
      throw error
    }
  }

  private func writeCaptures(_ taps: [Tap], _ recorder: Recorder) throws(WorldError) {
    let record = recorder.record
    for (host, taps) in Dictionary(grouping: taps, by: \.host) {
      try asWorldError { () throws(SystemCallError) in
        try writeFile("\(request.directory)/\(host).pcapng") { append throws(SystemCallError) in
          try CaptureFileBuilder(record: record, taps: taps).write(append)
        }
      }
    }
  }

  private func writeRecord(_ record: RunRecord) throws(WorldError) {
    let path = RunDirectory(path: request.directory).recordPath
    let bytes: [UInt8]
    do throws(RunDirectoryError) { bytes = Array(try RunDirectory.encoded(record, path: path)) } catch {
      throw WorldError("\(error)")
    }
    try asWorldError { () throws(SystemCallError) in try replaceFile(path, bytes) }
  }
}
