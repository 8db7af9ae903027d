internal import Faults
internal import LabModel
internal import LinuxHost
internal import PacketCapture

/// One host of the running lab: its namespaces, its cables, its instruments.
///
/// Lives as long as its `HostInit`; `boot` makes a new one under the same name and addresses.
final class RunningHost {
  let specification: LabHost
  let interfaces: [LabInterface]
  private let switchNames: [String]
  private let routes: [LabRoute]
  private let router: Router?
  private let files: HostFiles
  private let fabric: Fabric
  /// The forwarder of its wire; nil where its cable leads straight to the switch.
  private let wires: WireForwarder?
  private let wake: Descriptor

  /// How long a process that was killed may take to end, before its killing is no reason for anything.
  private static let endTimeoutNs: Int64 = 200_000_000

  private(set) var boots = 0
  private(set) var poweredOff = false
  /// From the moment its power goes: what its kernel still does on the way down, a host without power does not.
  private(set) var losingPower = false
  private(set) var plugged = false
  /// Whether a fault has pulled its cable and none has put it back: also while it has no power.
  var cableIsOut = false
  private(set) var sysctls: [String: String] = [:]
  /// Those that it does not have as the lab says, and why.
  private(set) var refusedSysctls: [(sysctl: LabSysctl, why: String)] = []
  private var counted = HostCounters()
  private(set) var current: Boot?

  /// What exists once per boot.
  struct Boot {
    let initProcess: HostInit
    /// In the order of the host's interfaces.
    let cables: [Cable]
    let sockets: SocketTable
    let counters: CounterFiles
    let watcher: LinkWatcher
  }

  /// One interface's way to its switch.
  struct Cable {
    let interface: LabInterface
    /// Its other end, and the switch's port; one and the same where there is no wire between.
    let end: Int32
    let port: Int32
    /// The wire's other end; nil where there is none.
    let tap: Int32?
    let capture: LiveCapture
  }

  init(
    _ specification: LabHost, of lab: Lab, files: HostFiles, fabric: Fabric, wires: WireForwarder?,
    wake: Descriptor
  ) {
    self.specification = specification
    interfaces = lab.interfaces(of: specification.name)
    switchNames = lab.switches.map(\.name)
    routes = lab.routes(of: specification.name)
    let places = interfaces.map { (lab.switches[$0.switchIndex].name, $0) }
    router = lab.router(specification.name).map {
      Router(specification: $0, interfaces: places, ipv6: specification.ipv6)
    }
    self.files = files
    self.fabric = fabric
    self.wires = wires
    self.wake = wake
  }

  var name: String { specification.name }
  /// Its init as the supervisor numbers it; nil while it is without power.
  var initPID: Int32? { current?.initProcess.pid }

  /// What becomes readable when it ends without a fault of the lab: killed from outside.
  var watched: Int32? { losingPower ? nil : current?.initProcess.descriptor.raw }

  /// - Throws: When it has ended without a fault of the lab. Once: afterwards it is a host without power.
  func checkLife() throws(WorldError) {
    guard !losingPower, let boot = current,
      try asWorldError({ () throws(SystemCallError) in try boot.initProcess.hasEnded() })
    else { return }
    beginPowerLoss()
    try notePowerLoss()
    throw endedEarly
  }

  private var endedEarly: WorldError {
    WorldError(
      "host \(name) ended before its time: something outside the lab killed its init process; run the lab again"
    )
  }

  // MARK: Booting

  /// What a boot has made so far, by its own thread.
  struct Booting {
    fileprivate let ends: [(index: Int32, name: String)]
    fileprivate let work: ThreadWork<Inside, WorldError>
  }

  /// Begins to make the namespaces, the cables, the addresses, on a thread of its own.
  func beginBoot() throws(WorldError) -> Booting {
    let ends = interfaces.map { _ in wires == nil ? fabric.reservePort() : fabric.reserveWireEnd() }
    let work = try asWorldError { () throws(SystemCallError) in
      try ThreadWork<Inside, WorldError>.start { [self] () throws(WorldError) in try makeInside(ends: ends) }
    }
    return Booting(ends: ends, work: work)
  }

  /// Waits until the host is there, and connects its cables; the captures go on opening meanwhile.
  ///
  /// - Parameter captured: Connects them only when the captures are open: others may be sending to it already, and
  ///   what its kernel answers at once must be seen.
  func plugIn(_ booting: Booting, whenCaptured captured: Bool = false) throws(WorldError) {
    let inside = try booting.work.finish()
    let cables = try whileAlive(inside.initProcess) { () throws(WorldError) in
      if captured { try Self.awaitOpen(inside.captures) }
      return try connectCables(booting.ends, of: inside)
    }
    sysctls = inside.sysctls
    refusedSysctls = inside.refused
    current = Boot(
      initProcess: inside.initProcess, cables: cables, sockets: inside.sockets, counters: inside.counters,
      watcher: inside.watcher)
    boots += 1
    poweredOff = false
    losingPower = false
  }

  private func connectCables(_ ends: [(index: Int32, name: String)], of inside: Inside) throws(WorldError)
    -> [Cable]
  {
    var cables: [Cable] = []
    for (offset, interface) in interfaces.enumerated() {
      let (tap, port) = try connect(cable: ends[offset], to: interface.address)
      cables.append(
        Cable(
          interface: interface, end: ends[offset].index, port: port, tap: tap,
          capture: inside.captures[offset]))
    }
    return cables
  }

  /// Plugs the cable's other end in; where there is a wire, its ends are still down.
  private func connect(cable: (index: Int32, name: String), to address: LabAddress) throws(WorldError)
    -> (tap: Int32?, port: Int32)
  {
    guard let wires else {
      try fabric.connect(port: cable.index, name: cable.name, to: address)
      return (nil, cable.index)
    }
    let (tap, port) = try fabric.makeWirePlace(cable: cable.name, to: address)
    let switchName = interfaces.count > 1 ? switchNames[address.switchIndex] : nil
    wires.attach(
      WirePlace(host: name, switchName: switchName), mac: address.mac, hostSide: cable.index, fabricSide: tap)
    return (tap, port)
  }

  /// Waits until the cables work.
  func finishBoot() throws(WorldError) {
    guard let boot = current else { return }
    try whileAlive(boot.initProcess) { () throws(WorldError) in
      if let wires {
        // Before the links come up: no frame may pass unseen.
        try wires.waitUntilOpen()
        try fabric.raise(boot.cables.flatMap { [$0.tap, $0.end].compactMap(\.self) })
      }
      for cable in boot.cables { try awaitCarrier(cable, of: boot, up: true) }
    }
    plugged = true
  }

  /// Waits until every frame is seen.
  func awaitCapture() throws(WorldError) {
    guard let boot = current else { return }
    try whileAlive(boot.initProcess) { () throws(WorldError) in
      try Self.awaitOpen(boot.cables.map(\.capture))
    }
  }

  private static func awaitOpen(_ captures: [LiveCapture]) throws(WorldError) {
    for capture in captures {
      do throws(CaptureError) { try capture.waitUntilOpen() } catch { throw WorldError(error) }
    }
  }

  fileprivate struct Inside {
    var initProcess: HostInit
    var captures: [LiveCapture]
    var sockets: SocketTable
    var counters: CounterFiles
    var watcher: LinkWatcher
    var sysctls: [String: String]
    var refused: [(sysctl: LabSysctl, why: String)]
  }

  /// Runs on a thread of its own, which ends up in the host's network namespace.
  private func makeInside(ends: [(index: Int32, name: String)]) throws(WorldError) -> Inside {
    let initProcess = try asWorldError { () throws(SystemCallError) in
      try HostInit.start(name: name, files: files)
    }
    return try whileAlive(initProcess) { () throws(WorldError) in
      try makeInside(of: initProcess, ends: ends)
    }
  }

  /// Makes something of a host. Where its init was killed meanwhile, what was refused only follows from that.
  private func whileAlive<Made>(_ initProcess: HostInit, _ make: () throws(WorldError) -> Made)
    throws(WorldError) -> Made
  {
    do throws(WorldError) { return try make() } catch {
      // One that is being killed lets its namespaces go first, and is seen to have ended a moment later.
      let hasEnded = try asWorldError { () throws(SystemCallError) in
        try waitReadable([initProcess.descriptor.raw], timeoutNs: Self.endTimeoutNs)[0]
      }
      throw hasEnded ? endedEarly : error
    }
  }

  private func makeInside(of initProcess: HostInit, ends: [(index: Int32, name: String)]) throws(WorldError)
    -> Inside
  {
    let watcher = try asWorldError { () throws(SystemCallError) in
      try joinNetwork(of: initProcess.descriptor.raw)
      let watcher = try LinkWatcher()
      try makeLinks(ends: ends)
      return watcher
    }
    // As early as can be: a capture needs the interface as it will be, and then opens for some 10 ms.
    let captures = try interfaces.map { interface throws(WorldError) in
      do throws(CaptureError) {
        return try LiveCapture(
          interface: interface.name, namespace: initProcess.descriptor.raw, wake: wake)
      } catch { throw WorldError(error) }
    }
    try asWorldError { () throws(SystemCallError) in try setParameters() }
    try router?.configure(initProcess)
    return try asWorldError { () throws(SystemCallError) in
      let (values, refused) = try applySysctls()
      let counters = try CounterFiles()
      return Inside(
        initProcess: initProcess, captures: captures, sockets: try SocketTable(), counters: counters,
        watcher: watcher, sysctls: values, refused: refused)
    }
  }

  private func makeLinks(ends: [(index: Int32, name: String)]) throws(SystemCallError) {
    if !specification.ipv6 {
      // Before the link comes up: neighbour discovery and multicast reports would be on the wire at once.
      try Sysctl.disableIPv6OfNewInterfaces()
    } else {
      // Only the lab's own addresses: no link-local one by itself, and nobody asked for a router.
      try Sysctl.write("net.ipv6.conf.default.addr_gen_mode", "1")
      try Sysctl.write("net.ipv6.conf.default.accept_ra", "0")
    }
    let links = try LinkConfigurator()
    for (interface, end) in zip(interfaces, ends) {
      links.addVethPair(
        name: interface.name, index: interface.index, mac: interface.address.macOctets, peerName: end.name,
        peerIndex: end.index, peerNamespace: fabric.namespace.raw)
      addAddresses(of: interface, links)
    }
    addRoutes(links)
    try links.commit()
    for interface in interfaces { try ControlSocket().turnOffloadsOff(interface.name) }
  }

  /// What is the same on every host, so that nothing of a lab depends on the machine.
  private func setParameters() throws(SystemCallError) {
    // Reno is in every kernel and allowed in every namespace; the machine's default may be anything.
    try Sysctl.write("net.ipv4.tcp_congestion_control", "reno")
    // The kernel derives these two from the machine's memory or from the table's size.
    try Sysctl.write("net.ipv4.tcp_max_syn_backlog", "2048")
    try Sysctl.write("net.ipv4.tcp_max_tw_buckets", "131072")
    // What an earlier connection learned must not show in a later one.
    try Sysctl.write("net.ipv4.tcp_no_metrics_save", "1")
  }

  private func addAddresses(of interface: LabInterface, _ links: LinkConfigurator) {
    let (index, address) = (interface.index, interface.address)
    if specification.ipv6, !specification.dynamicNeighbours { links.silence(index: index) }
    links.addAddress(index: index, address: address.ipv4Octets, prefixLength: LabAddress.prefixLength)
    if specification.ipv6 {
      links.addAddress(index: index, address: address.ipv6Octets, prefixLength: LabAddress.ipv6PrefixLength)
    }
    links.setUp(index: index, true)
    for other in specification.dynamicNeighbours ? [] : interface.neighbours {
      links.addNeighbour(index: index, address: other.ipv4Octets, mac: other.macOctets)
      if specification.ipv6 {
        links.addNeighbour(index: index, address: other.ipv6Octets, mac: other.macOctets)
      }
    }
  }

  private func addRoutes(_ links: LinkConfigurator) {
    for route in routes {
      links.addRoute(
        subnet: LabAddress.ipv4Subnet(switchIndex: route.switchIndex), prefixLength: LabAddress.prefixLength,
        via: route.via.ipv4Octets)
      guard specification.ipv6 else { continue }
      links.addRoute(
        subnet: LabAddress.ipv6Subnet(switchIndex: route.switchIndex),
        prefixLength: LabAddress.ipv6PrefixLength,
        via: route.via.ipv6Octets)
    }
  }

  /// Writes what the lab asks for and reads it back: a write to /proc/sys can be accepted and ignored.
  private func applySysctls() throws(SystemCallError) -> (
    values: [String: String], refused: [(sysctl: LabSysctl, why: String)]
  ) {
    var values: [String: String] = [
      "net.ipv4.tcp_congestion_control": try Sysctl.read("net.ipv4.tcp_congestion_control")
    ]
    var refused: [(sysctl: LabSysctl, why: String)] = []
    for sysctl in specification.sysctls {
      do throws(SystemCallError) {
        try Sysctl.write(sysctl.key, sysctl.value)
        let found = try Sysctl.read(sysctl.key)
        values[sysctl.key] = found
        if found != Sysctl.normalized(sysctl.value) { refused.append((sysctl, "it reads back as \(found)")) }
      } catch {
        if error.isAbsence, sysctl.onlyIfPresent { continue }
        let why =
          error.isAbsence
          ? "this kernel has no such parameter here" : "the kernel refuses this value: \(error.reason)"
        refused.append((sysctl, why))
      }
    }
    return (values, refused)
  }

  private func awaitCarrier(_ cable: Cable, of boot: Boot, up: Bool) throws(WorldError) {
    let seen = try asWorldError { () throws(SystemCallError) in
      try boot.watcher.waitFor(index: cable.interface.index, up: up, timeoutNs: Fabric.carrierTimeoutNs)
    }
    if !seen {
      throw WorldError(
        "\(cable.interface.name) of \(name) did not notice within 5 s that its cable was "
          + (up ? "plugged in" : "pulled"))
    }
    // The port forwards only when the switch has noticed as well: what the host sends before that is lost.
    if up, try !fabric.awaitOperational(port: cable.port) {
      throw WorldError("the switch's port of \(name) did not come up within 5 s")
    }
    if up { try fabric.open(port: cable.port) }
    wires?.setOpen(hostSide: cable.end, up)
  }

  // MARK: Faults

  func setPlugged(_ plug: Bool) throws(WorldError) {
    guard let boot = current, !poweredOff else { throw WorldError("\(name) has no power") }
    try readCounters(of: boot, while: plugged ? .in : .out)
    for cable in boot.cables {
      try fabric.setPort(cable.end, up: plug)
      try awaitCarrier(cable, of: boot, up: plug)
    }
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
      try asWorldError { () throws(SystemCallError) in try boot.counters.takeGrowth() }, while: cable)
  }

  /// Whether its programs find something at this absolute path.
  func hasFile(_ path: String) throws(WorldError) -> Bool {
    guard let boot = current else { return false }
    return try asWorldError { () throws(SystemCallError) in try boot.initProcess.hasFile(path) }
  }

  /// Its TCP sockets; none while it has no power.
  func socketEntries() throws(WorldError) -> [SocketEntry] {
    guard let boot = current, !losingPower else { return [] }
    return try asWorldError { () throws(SystemCallError) in try boot.sockets.read() }
  }
}
