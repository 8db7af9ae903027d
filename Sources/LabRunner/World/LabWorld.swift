internal import Evidence
internal import Faults
internal import LabModel
internal import LinuxHost
internal import PacketCapture

/// The running lab: hosts, programs, instruments, and the one loop that listens to them all.
///
/// Threads: everything here happens on the supervisor's main thread. The captures have threads of their
/// own, which reach it only through `wake` and `takeFrames`.
final class LabWorld {
  let lab: Lab
  let request: LabRequest
  let recorder: Recorder
  let fabric: Fabric
  /// nil where no fault of the lab needs a wire.
  let wires: WireForwarder?
  private let wiredHosts: Set<String>
  private(set) var hosts: [RunningHost] = []
  private(set) var processes: [RunningProcess] = []
  /// The parent: its end means ours; what it says ends the run early.
  private let lifeline: Descriptor
  /// Why the parent wants the run to end before its time.
  private(set) var stopReason: String?
  let wake: Descriptor
  /// The number of each host's first interface among all of the lab.
  let firstTap: [Int]
  /// Where there are routers: the frames whose causes may not be at hand yet.
  var frameOrder = FrameOrder()
  /// When the frames that wait to be named are to be looked at again; nil where none do.
  var framesDueNs: Int64?
  private var lastSampleNs: Int64 = 0
  /// Something came that may have changed a socket.
  var sampleDue = false
  /// When the first packet came, in realtime, after which no socket has been looked at.
  var unsampledSinceNs: Int64?
  /// When sockets were looked at last, in realtime.
  private(set) var sampledAtNs: Int64 = 0
  /// Told when sockets are looked at too late.
  weak var watch: SchedulingWatch?
  private let hostNames: [String: String]
  /// Faults that wait for their condition; they are looked at whenever something has come.
  weak var armedFaults: ArmedFaults?
  /// Host → what its counters had come to when they were looked at last.
  private var countersBefore: [String: [String: Int64]] = [:]

  /// Sockets are looked at no more often than this, however many packets come.
  private static let sampleIntervalNs: Int64 = 1_000_000
  /// So many frames of each capture are named in some milliseconds.
  private static let framesAtOnce = 1024
  /// While frames flow that fast, naming them rests so many times as long as it works: they wait in memory, and the
  /// captures need the processor to lose none.
  static let restShare: Int64 = 2
  /// How long a signalled process may take to change its state before we say that it did not.
  private static let changeTimeoutNs: Int64 = 10_000_000_000

  /// - Parameters:
  ///   - wiredHosts: Those between which and the switch there is a wire.
  ///   - recallsPackets: Whether the wires must remember what passes them.
  init(
    lab: Lab, request: LabRequest, recorder: Recorder, lifeline: Descriptor, wiredHosts: Set<String> = [],
    recallsPackets: Bool = false
  ) throws(WorldError) {
    self.lab = lab
    self.request = request
    self.recorder = recorder
    self.lifeline = lifeline
    let wake = try asWorldError { () throws(SystemCallError) in try Descriptor.event() }
    self.wake = wake
    self.fabric = try Fabric(portCounts: lab.switches.map(\.hosts.count))
    self.wiredHosts = wiredHosts
    if wiredHosts.isEmpty {
      wires = nil
    } else {
      recorder.wireAccount.isKept = true
      wires = try asWorldError { () throws(SystemCallError) in
        try WireForwarder(
          cables: Self.cables(of: lab, wiredHosts), names: WireNames(lab), seed: request.seed,
          processor: request.processor, recalls: recallsPackets, wake: wake)
      }
    }
    var names: [String: String] = [:]
    var taps = [0]
    for host in lab.hosts {
      let interfaces = lab.interfaces(of: host.name)
      for interface in interfaces {
        names[interface.address.ipv4] = host.name
        names[interface.address.ipv6] = host.name
      }
      taps.append((taps.last ?? 0) + interfaces.count)
    }
    self.hostNames = names
    firstTap = taps
  }

  /// The cables that get a wire; a host's only one goes by the host's name.
  private static func cables(of lab: Lab, _ wiredHosts: Set<String>) -> [WirePlace] {
    lab.hosts.map(\.name).filter { wiredHosts.contains($0) }.flatMap { host in
      let switches = lab.interfaces(of: host).map { lab.switches[$0.switchIndex].name }
      return switches.map { WirePlace(host: host, switchName: switches.count > 1 ? $0 : nil) }
    }
  }

  // MARK: Making it

  /// Makes all hosts; when it returns every cable works and every capture is open.
  func build() throws(WorldError) {
    try buildHosts()
    for host in hosts { try host.awaitCapture() }
  }

  /// Makes all hosts, with cables that work; their captures open meanwhile.
  func buildHosts() throws(WorldError) {
    let files = try asWorldError { () throws(SystemCallError) in try hostFiles() }
    for specification in lab.hosts {
      hosts.append(
        RunningHost(
          specification, of: lab, files: files, fabric: fabric,
          wires: wiredHosts.contains(specification.name) ? wires : nil, wake: wake))
    }
    let boots = try hosts.map { host throws(WorldError) in try host.beginBoot() }
    try fabric.makeSwitches()
    for (host, boot) in zip(hosts, boots) { try host.plugIn(boot) }
    for host in hosts { try host.finishBoot() }
    for host in hosts {
      for (sysctl, why) in host.refusedSysctls {
        recorder.add(
          problem:
            "\(lab.file):\(sysctl.position.line): \(host.name) cannot have \(sysctl.key) = \(sysctl.value): \(why)"
        )
      }
    }
  }

  private func hostFiles() throws(SystemCallError) -> HostFiles {
    let hostsFile = request.directory + "/hosts"
    try writeFile(hostsFile, Array(hostsFileText.utf8))
    let commands = lab.processes.compactMap { $0.command(ofLabFile: request.file) }
    if !commands.isEmpty {
      // A program may leave a set-user-id file behind: where that is root's, nobody else may get there.
      if try IdentityMaps.haveRoot() { try setMode(of: request.directory, 0o700) }
      try makeFolder(request.workingFolder)
    }
    return HostFiles(
      hostsFile: hostsFile,
      writable: commands.isEmpty ? [] : [request.workingFolder] + request.writableFolders,
      used: Executable.folders + [request.peerPath, request.fileFolder, Environment.workingDirectory],
      named: Array(commands.joined()))
  }

  private var hostsFileText: String {
    let lines = lab.hosts.compactMap { host in
      lab.address(of: host.name).map { address in
        "\(address.ipv4) \(host.name)\n" + (host.ipv6 ? "\(address.ipv6) \(host.name)\n" : "")
      }
    }
    return "127.0.0.1 localhost\n" + lines.joined()
  }

  // MARK: Programs

  @discardableResult
  func start(_ name: String) throws(WorldError) -> RunningProcess {
    guard let specification = lab.processes.first(where: { $0.name == name }),
      let host = hosts.first(where: { $0.name == specification.host })
    else { throw WorldError("there is no process \(name)") }
    guard let boot = host.current, !host.poweredOff else {
      throw WorldError("\(name) cannot start: \(host.name) has no power")
    }
    guard !processes.contains(where: { $0.name == name && !$0.ended }) else {
      throw WorldError("\(name) runs already")
    }
    let atNs = Clock.realtimeNs()
    let started = try asWorldError { () throws(SystemCallError) in
      try ProgramStarter(request: request, host: boot.initProcess).start(specification)
    }
    let process = RunningProcess(specification, started)
    processes.append(process)
    recorder.processStarted(specification, command: started.command, atNs: atNs)
    return process
  }

  // MARK: Listening

  /// Waits for something to happen, at most so long, and takes it in.
  func listen(forNs limit: Int64) throws(WorldError) {
    var wait = max(0, limit)
    if sampleDue { wait = min(wait, Self.sampleIntervalNs) }
    if let due = framesDueNs { wait = min(wait, max(0, due - Clock.monotonicNs())) }
    if let limit = armedFaults?.nextLookNs { wait = min(wait, limit) }
    let inits = hosts.compactMap(\.watched)
    let watched = [lifeline.raw, wake.raw] + processes.filter(\.maySpeak).flatMap(\.watched) + inits
    let ready = try asWorldError { () throws(SystemCallError) in
      try waitReadable(watched, timeoutNs: wait)
    }
    if ready[0] { try heedParent() }
    let something = ready.contains(true)
    try absorb()
    if ready.suffix(inits.count).contains(true) { for host in hosts { try host.checkLife() } }
    if something || sampleDue { try sampleSockets() }
    try armedFaults?.fire()
  }

  private func heedParent() throws(WorldError) {
    let words: [UInt8]?
    do throws(SystemCallError) { words = try lifeline.readSome() } catch { words = [] }
    guard let words else { return }
    // The parent is gone: nobody wants this run any more, and the kernel takes all of it down.
    if words.isEmpty { endImmediately() }
    let reason = String(decoding: words, as: UTF8.self)
    stopReason = reason
    throw WorldError(reason)
  }

  /// Takes in what the captures and the programs have to say, without waiting.
  ///
  /// In a flood of frames only the oldest, so that nothing else waits for long.
  ///
  /// - Parameter all: Takes in every frame that was captured until now.
  func absorb(all: Bool = false) throws(WorldError) {
    wake.clearEvent()
    if all || framesDueNs.map({ $0 <= Clock.monotonicNs() }) ?? true {
      try takeCaptures(atMost: all ? .max : Self.framesAtOnce)
    }
    if let wires { recorder.take(wires.takeVerdicts()) }
    for (life, process) in processes.enumerated() where process.maySpeak { try absorb(process, life: life) }
  }

  private func absorb(_ process: RunningProcess, life: Int) throws(WorldError) {
    let change = try process.poll()
    // After the look at its state: an ended process says no more, so nothing is missed.
    try process.absorbOutput()
    let specification = process.specification
    for (name, event) in try process.takeEvents() {
      sampleDue = true
      recorder.take(event, from: name, life: life, on: specification.host)
    }
    switch change {
    case .exited(let status):
      recorder.processEnded(specification, .status(Int(status)), atNs: Clock.realtimeNs())
    case .killed(let signal):
      recorder.processEnded(specification, .signal(signal.description), atNs: Clock.realtimeNs())
    case .stopped, .continued, nil: break
    }
  }

  /// Looks at all sockets, unless that was just done.
  ///
  /// - Parameters:
  ///   - final: Records every socket, changed or not.
  ///   - forced: Looks in any case.
  func sampleSockets(final: Bool = false, forced: Bool = false) throws(WorldError) {
    let now = Clock.monotonicNs()
    guard final || forced || now - lastSampleNs >= Self.sampleIntervalNs else {
      sampleDue = true
      return
    }
    sampleDue = false
    lastSampleNs = now
    if let sinceNs = unsampledSinceNs { watch?.note(Clock.realtimeNs() - sinceNs) }
    unsampledSinceNs = nil
    sampledAtNs = Clock.realtimeNs()
    for (index, host) in hosts.enumerated() where !host.losingPower {
      // The time before the look: what it shows was so then, or became so while it was taken.
      let atNs = Clock.realtimeNs()
      recorder.take(
        Self.recorded(try host.socketEntries()), host: index, atNs: atNs,
        hostOf: { self.hostNames[$0] ?? $0 }, final: final)
    }
  }

  /// What listens on one port at several addresses, or in both families, is one: the record names no local address.
  private static func recorded(_ entries: [SocketEntry]) -> [SocketEntry] {
    var listening: Set<Int> = []
    return entries.filter { $0.state != "LISTEN" || listening.insert($0.localPort).inserted }
  }

  /// Host → what its counters grew by since the last call.
  func takeCounterGrowth() throws(WorldError) -> [String: [String: Int64]] {
    var growth: [String: [String: Int64]] = [:]
    for host in hosts {
      let now = try host.counters().all
      let before = countersBefore[host.name] ?? [:]
      let grown = now.filter { $0.value != before[$0.key] ?? 0 }
      if !grown.isEmpty {
        growth[host.name] = Dictionary(
          uniqueKeysWithValues: grown.map { ($0.key, $0.value - (before[$0.key] ?? 0)) })
      }
      countersBefore[host.name] = now
    }
    return growth
  }

  /// The run as it stands, for waits and triggers.
  func view(_ questions: [RunView.Question]) throws(WorldError) -> RunView {
    var view = RunView(record: recorder.record)
    for question in questions {
      switch question {
      case .sockets(let name):
        view.sockets[name] = try hosts.first { $0.name == name }?.socketEntries()
      case .counters(let name):
        view.counters[name] = try hosts.first { $0.name == name }?.counters().all
      }
    }
    return view
  }

  /// Goes on listening until a process has changed as expected.
  func awaitChange(of process: RunningProcess, where expected: (ProcessChange) -> Bool) throws(FaultError)
    -> ProcessChange
  {
    let deadline = Clock.monotonicNs() + Self.changeTimeoutNs
    while true {
      while !process.changes.isEmpty {
        let change = process.changes.removeFirst()
        if expected(change) { return change }
      }
      if process.ended { throw FaultError("process \(process.name) has ended already") }
      if Clock.monotonicNs() > deadline {
        throw FaultError("process \(process.name) did not change its state within 10 s")
      }
      // A stop makes no descriptor readable (pidfd_open(2)), so look again soon.
      do throws(WorldError) { try listen(forNs: 500_000) } catch { throw FaultError(error.description) }
    }
  }
}
