internal import Faults
internal import LabModel
internal import LinuxHost

extension LabWorld {
  func startProcess(_ name: String) throws(FaultError) {
    _ = try asFaultError { () throws(WorldError) in try start(name) }
  }

  func wait(atMost limit: Duration, until condition: () throws(FaultError) -> Bool) throws(FaultError) -> Bool
  {
    let deadline = Clock.monotonicNs() + limit.wholeNs
    while true {
      try asFaultError { () throws(WorldError) in try absorb() }
      if try condition() { return true }
      let left = deadline - Clock.monotonicNs()
      if left <= 0 { return false }
      // What a process or a socket is now makes no descriptor readable, so look again soon.
      try asFaultError { () throws(WorldError) in try listen(forNs: min(left, 500_000)) }
    }
  }
}

extension HostUnderFault {
  var isPlugged: Bool { host.plugged }
  var hasPower: Bool { host.current != nil && !host.poweredOff }
  var cableIsOut: Bool {
    get { host.cableIsOut }
    set { host.cableIsOut = newValue }
  }
  var addressOctets: [[UInt8]] {
    let address = host.interfaces[0].address
    return [address.ipv4Octets, address.ipv6Octets]
  }

  func processes() throws(FaultError) -> [HostProcess] {
    let initProcess = try bootUnderPower().initProcess
    do throws(SystemCallError) { return try initProcess.processes() } catch { throw FaultError(error) }
  }

  func signalAllProcesses(_ signal: Signal) throws(FaultError) {
    // The shell's own kill, in the host: kill(-1) passes over its caller and the host's init. Source: kill(2).
    let command = "kill -\(signal.number) -1"
    let (status, output) = try runTool(["sh", "-c", command], input: "")
    guard status == 0 else { throw FaultError("'\(command)' failed on \(name): \(output)") }
  }

  func sockets() throws(FaultError) -> [SocketEntry] {
    try asFaultError { () throws(WorldError) in try host.socketEntries() }
  }

  func inNetwork<Value>(_ work: @escaping () throws(SystemCallError) -> Value) throws(FaultError) -> Value {
    let initProcess = try bootUnderPower().initProcess
    let processor = world.request.processor
    do throws(SystemCallError) {
      return try LinuxHost.inNetwork(of: initProcess.descriptor.raw) { () throws(SystemCallError) in
        // What a fault makes the host send is sent where its programs send.
        try bindToProcessor(processor)
        return try work()
      }
    } catch { throw FaultError(error) }
  }

  func bootUnderPower() throws(FaultError) -> RunningHost.Boot {
    guard let boot = host.current, hasPower else { throw FaultError("\(name) has no power") }
    return boot
  }
}
