internal import Faults
internal import LinuxHost
internal import PacketCapture

extension LabWorld: FaultableLab {
  func process(_ name: String) throws(FaultError) -> any FaultableProcess {
    guard let process = processes.last(where: { $0.name == name }) else {
      throw FaultError("process \(name) was not started")
    }
    guard !process.ended else { throw FaultError("process \(name) has ended already") }
    return ProcessUnderFault(world: self, process: process)
  }

  func host(_ name: String) throws(FaultError) -> any FaultableHost {
    guard let index = hosts.firstIndex(where: { $0.name == name }) else {
      throw FaultError("there is no host \(name)")
    }
    return HostUnderFault(world: self, host: hosts[index], index: index)
  }
}

/// Says a world's failure as a fault's.
func asFaultError<Value>(_ work: () throws(WorldError) -> Value) throws(FaultError) -> Value {
  do throws(WorldError) { return try work() } catch { throw FaultError(error.description) }
}

/// A process while a fault is done to it.
private final class ProcessUnderFault: FaultableProcess {
  private let world: LabWorld
  private let process: RunningProcess

  init(world: LabWorld, process: RunningProcess) {
    self.world = world
    self.process = process
  }

  var name: String { process.name }
  var pid: Int32 { process.child.pid }
  var isInstrumented: Bool { process.isInstrumented }

  func send(_ signal: Signal) throws(FaultError) {
    try forgetChanges()
    do throws(SystemCallError) { try process.child.send(signal) } catch { throw FaultError(error) }
  }

  func request(_ end: PeerEnd) throws(FaultError) {
    try forgetChanges()
    do throws(SystemCallError) { try process.child.request(end) } catch { throw FaultError(error) }
  }

  /// Changes from before are another fault's.
  private func forgetChanges() throws(FaultError) {
    try asFaultError { () throws(WorldError) in try world.absorb() }
    process.changes.removeAll()
  }

  func awaitChange(where expected: (ProcessChange) -> Bool) throws(FaultError) -> ProcessChange {
    try world.awaitChange(of: process, where: expected)
  }
}

/// A host while a fault is done to it.
final class HostUnderFault: FaultableHost {
  let world: LabWorld
  let host: RunningHost
  private let index: Int
  private static let endLimit = Duration.seconds(10)

  init(world: LabWorld, host: RunningHost, index: Int) {
    self.world = world
    self.host = host
    self.index = index
  }

  var name: String { host.name }

  func setPlugged(_ plugged: Bool) throws(FaultError) {
    _ = try bootUnderPower()
    guard host.plugged != plugged else {
      throw FaultError("the cable of \(name) is \(plugged ? "plugged in" : "pulled") already")
    }
    try asFaultError { () throws(WorldError) in try host.setPlugged(plugged) }
  }

  func endAllProcesses() throws(FaultError) {
    guard let boot = host.current, !host.poweredOff else { return }
    host.beginPowerLoss()
    do throws(SystemCallError) { try boot.initProcess.send(.kill) } catch { throw FaultError(error) }
    // The kernel ends the namespace's first process last, when its children are reaped: ours are among them.
    let isGone = try world.wait(atMost: Self.endLimit) { () throws(FaultError) in
      do throws(SystemCallError) { return try boot.initProcess.hasEnded() } catch { throw FaultError(error) }
    }
    guard isGone else { throw FaultError("processes of \(name) were still there after 10 s without power") }
    try asFaultError { () throws(WorldError) in
      try world.absorb()
      try host.notePowerLoss()
    }
  }

  func boot() throws(FaultError) {
    try asFaultError { () throws(WorldError) in
      try world.finishCapture(ofHostAt: index)
      host.forgetBoot()
      try host.plugIn(try host.beginBoot(), whenCaptured: true)
      try host.finishBoot()
    }
  }

  func forgetConnections() throws(FaultError) -> (before: Int, left: Int) {
    try inNetwork { () throws(SystemCallError) in
      let table = try ConnectionTable()
      let before = try table.read()
      try table.clear()
      return (before.count, try table.read().intersection(before).count)
    }
  }

  func runTool(_ arguments: [String], input: String) throws(FaultError) -> (status: Int32, output: String) {
    let initProcess = try bootUnderPower().initProcess
    do throws(SystemCallError) {
      return try ToolRun(arguments: arguments, host: initProcess).run(input: input)
    } catch { throw FaultError(WorldError(error).description) }
  }
}
