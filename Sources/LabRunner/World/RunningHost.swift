internal import Faults
internal import LabModel
internal import LinuxHost
internal import PacketCapture

/// One host of the running lab: its namespaces, its cable, its instruments.
///
/// Lives as long as its `HostInit`; `boot` makes a new one under the same name and addresses.
final class RunningHost {
  static let interface = "eth0"
  private static let interfaceIndex: Int32 = 2

  let specification: LabHost
  let address: LabAddress
  private let others: [LabAddress]
  private let hostsFile: String
  private let fabric: Switch
  /// The forwarder of its wire; nil where its cable leads straight to the switch.
  private let wires: WireForwarder?
  private let wake: Descriptor

  private(set) var boots = 0
  private(set) var poweredOff = false
  /// From the moment its power goes: what its kernel still does on the way down, a host without power does not.
  private(set) var losingPower = false
  private(set) var plugged = false
  private(set) var sysctls: [String: String] = [:]
  private(set) var missingSysctls: [LabSysctl] = []
  private var counted = HostCounters()
  private(set) var current: Boot?

  /// What exists once per boot.
  struct Boot {
    let initProcess: HostInit
    /// The other end of its cable, and the switch's port; one and the same where there is no wire between.
    let cable: Int32
    let port: Int32
    let sockets: SocketTable
    let counters: CounterFiles
    let watcher: LinkWatcher
    let capture: LiveCapture
  }

  init(
    _ specification: LabHost, address: LabAddress, others: [LabAddress], hostsFile: String, fabric: Switch,
    wires: WireForwarder?, wake: Descriptor
  ) {
    self.specification = specification
    self.address = address
    self.others = others
    self.hostsFile = hostsFile
    self.fabric = fabric
    self.wires = wires
    self.wake = wake
  }

  var name: String { specification.name }

  // MARK: Booting

  /// Makes the namespaces, the cable, the addresses; the capture goes on opening meanwhile.
  func beginBoot() throws(WorldError) {
    let port = fabric.reservePort()
    let initProcess = try asWorldError { () throws(SystemCallError) in
      try HostInit.start(name: name, hostsFile: hostsFile)
    }
    let inside = try asWorldError { () throws(SystemCallError) in
      try inNetwork(of: initProcess.descriptor.raw) { [self] () throws(SystemCallError) in
        try configure(port: port.index, portName: port.name)
      }
    }
    let capture: LiveCapture
    do throws(CaptureError) {
      capture = try LiveCapture(
        interface: Self.interface, namespace: initProcess.descriptor.raw, wake: wake)
    } catch { throw WorldError(error) }
    let switchPort = try connect(cable: port)
    counted.begin(at: inside.atBoot)
    sysctls = inside.sysctls
    missingSysctls = inside.missing
    current = Boot(
      initProcess: initProcess, cable: port.index, port: switchPort, sockets: inside.sockets,
      counters: inside.counters,
      watcher: inside.watcher, capture: capture)
    boots += 1
    poweredOff = false
    losingPower = false
  }

  /// Plugs the cable's other end in; returns the switch's port.
  private func connect(cable: (index: Int32, name: String)) throws(WorldError) -> Int32 {
    guard let wires else {
      try fabric.connect(port: cable.index, name: cable.name, mac: address.macOctets)
      return cable.index
    }
    let wire = try fabric.connectWire(cable: cable, mac: address.macOctets)
    wires.attach(name, hostSide: wire.hostSide, fabricSide: wire.fabricSide)
    return wire.port
  }

  /// Waits until the cable works.
  func finishBoot() throws(WorldError) {
    guard let boot = current else { return }
    try awaitCable(boot, up: true)
    guard try fabric.awaitOperational(port: boot.port) else {
      throw WorldError("the switch's port of \(name) did not come up within 5 s")
    }
    plugged = true
  }

  /// Waits until every frame is seen.
  func awaitCapture() throws(WorldError) {
    guard let boot = current else { return }
    do throws(CaptureError) { try boot.capture.waitUntilOpen() } catch { throw WorldError(error) }
  }

  private struct Inside {
    var sockets: SocketTable
    var counters: CounterFiles
    var watcher: LinkWatcher
    var atBoot: [String: Int64]
    var sysctls: [String: String]
    var missing: [LabSysctl]
  }

  /// Runs on a thread inside the host's network namespace.
  private func configure(port: Int32, portName: String) throws(SystemCallError) -> Inside {
    if !specification.ipv6 {
      // Before the link comes up: neighbour discovery and multicast reports would be on the wire at once.
      try Sysctl.write("net.ipv6.conf.all.disable_ipv6", "1")
      try Sysctl.write("net.ipv6.conf.default.disable_ipv6", "1")
    }
    // Reno is in every kernel and allowed in every namespace; the machine's default may be anything.
    try Sysctl.write("net.ipv4.tcp_congestion_control", "reno")
    // What an earlier connection learned must not show in a later one.
    try Sysctl.write("net.ipv4.tcp_no_metrics_save", "1")
    let watcher = try LinkWatcher()
    let links = try LinkConfigurator()
    links.addVethPair(
      name: Self.interface, index: Self.interfaceIndex, mac: address.macOctets, peerName: portName,
      peerIndex: port, peerNamespace: fabric.namespace.raw)
    links.addAddress(
      index: Self.interfaceIndex, address: address.ipv4Octets, prefixLength: LabAddress.prefixLength)
    links.setUp(index: Self.interfaceIndex, true)
    for other in specification.dynamicNeighbours ? [] : others {
      links.addNeighbour(index: Self.interfaceIndex, address: other.ipv4Octets, mac: other.macOctets)
    }
    try links.commit()
    try ControlSocket().turnOffloadsOff(Self.interface)
    let (values, missing) = try applySysctls()
    let counters = try CounterFiles()
    return Inside(
      sockets: try SocketTable(), counters: counters, watcher: watcher, atBoot: try counters.read(),
      sysctls: values, missing: missing)
  }

  /// Writes what the lab asks for and reads it back: a write to /proc/sys can be accepted and ignored.
  private func applySysctls() throws(SystemCallError) -> (values: [String: String], missing: [LabSysctl]) {
    var values: [String: String] = [
      "net.ipv4.tcp_congestion_control": try Sysctl.read("net.ipv4.tcp_congestion_control")
    ]
    var missing: [LabSysctl] = []
    for sysctl in specification.sysctls {
      do throws(SystemCallError) {
        try Sysctl.write(sysctl.key, sysctl.value)
        let found = try Sysctl.read(sysctl.key)
        values[sysctl.key] = found
        if found != Sysctl.normalized(sysctl.value) { missing.append(sysctl) }
      } catch {
        if !sysctl.onlyIfPresent { missing.append(sysctl) }
      }
    }
    return (values, missing)
  }

  private func awaitCable(_ boot: Boot, up: Bool) throws(WorldError) {
    let seen = try asWorldError { () throws(SystemCallError) in
      try boot.watcher.waitFor(index: Self.interfaceIndex, up: up, timeoutNs: Switch.carrierTimeoutNs)
    }
    if !seen {
      throw WorldError(
        "eth0 of \(name) did not notice within 5 s that its cable was \(up ? "plugged in" : "pulled")")
    }
  }

  // MARK: Faults

  func setPlugged(_ plug: Bool) throws(WorldError) {
    guard let boot = current else { throw WorldError("\(name) has no power") }
    try readCounters(of: boot, while: plugged ? .in : .out)
    try fabric.setPort(boot.cable, up: plug)
    try awaitCable(boot, up: plug)
    try readCounters(of: boot, while: .moving)
    plugged = plug
  }

  /// Called before its processes are ended.
  func beginPowerLoss() { losingPower = true }

  /// Called when the last process is gone: keeps what the counters came to.
  func notePowerLoss() throws(WorldError) {
    _ = try counters()
    poweredOff = true
  }

  /// Lets the old boot's instruments go; its capture must have been drained.
  func forgetBoot() { current = nil }

  // MARK: Instruments

  /// What its kernel counted until now, or until its power went.
  func counters() throws(WorldError) -> HostCounters {
    if let boot = current, !poweredOff { try readCounters(of: boot, while: plugged ? .in : .out) }
    return counted
  }

  private func readCounters(of boot: Boot, while cable: HostCounters.Cable) throws(WorldError) {
    counted.add(
      try asWorldError { () throws(SystemCallError) in try boot.counters.read() }, while: cable)
  }

  /// Its TCP sockets; none while it has no power.
  func socketEntries() throws(WorldError) -> [SocketEntry] {
    guard let boot = current, !losingPower else { return [] }
    return try asWorldError { () throws(SystemCallError) in try boot.sockets.read(ipv6: specification.ipv6) }
  }
}
