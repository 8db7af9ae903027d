internal import LabModel
internal import LinuxHost

/// The switches that hosts plug into: bridges in the supervisor's own network namespace.
///
/// Their tables are fixed (nothing learned, nothing unknown flooded), so that no host ever sees another's
/// packets. End with the supervisor's namespace.
final class Fabric {
  private static let firstBridgeIndex: Int32 = 2
  private static let firstPortIndex: Int32 = 100
  /// How long a cable's state may take to show. The kernel's own work queue needs milliseconds.
  static let carrierTimeoutNs: Int64 = 5_000_000_000

  private let switches: Int
  private let links: LinkConfigurator
  private let watcher: LinkWatcher
  private let control: ControlSocket
  /// The supervisor's network namespace, where the other end of a host's cable is.
  let namespace: Descriptor
  private var nextPort = firstPortIndex
  private var nextWireEnd = FrameSocket.firstInterface

  /// What must be there before a host is: `makeSwitches` makes the rest.
  init(switches: Int) throws(WorldError) {
    self.switches = switches
    (links, watcher, control, namespace) = try asWorldError { () throws(SystemCallError) in
      try Sysctl.disableIPv6OfNewInterfaces()
      try Self.giveHostsTheirOwnSocketTables()
      try Self.bypassFirewalls()
      return (
        try LinkConfigurator(), try LinkWatcher(), try ControlSocket(),
        try Descriptor.open("/proc/self/ns/net", flags: .readOnly)
      )
    }
  }

  func makeSwitches() throws(WorldError) {
    for number in 0..<switches {
      let index = Self.firstBridgeIndex + Int32(number)
      links.addBridge(name: "switch\(number + 1)", index: index)
      links.setUp(index: index, true)
    }
    try asWorldError { () throws(SystemCallError) in try links.commit() }
  }

  /// A small table of TCP connections for each host, where the kernel can (5.20 and later; `ip-sysctl.rst`,
  /// tcp_child_ehash_entries).
  ///
  /// All namespaces share one otherwise, of up to 500,000 places, and each look at a host's sockets goes through
  /// all of them.
  private static func giveHostsTheirOwnSocketTables() throws(SystemCallError) {
    try writeIfThere("net.ipv4.tcp_child_ehash_entries", "4096")
  }

  /// Frames on the switch are not shown to firewalls, of which it has none (bridge-nf, where its module is loaded).
  private static func bypassFirewalls() throws(SystemCallError) {
    for table in ["iptables", "ip6tables", "arptables"] {
      try writeIfThere("net.bridge.bridge-nf-call-\(table)", "0")
    }
  }

  private static func writeIfThere(_ key: String, _ value: String) throws(SystemCallError) {
    do throws(SystemCallError) { try Sysctl.write(key, value) } catch {
      guard error.name == "ENOENT" else { throw error }
    }
  }

  /// A free port's interface index and name; every boot of a host gets a new one.
  func reservePort() -> (index: Int32, name: String) {
    defer { nextPort += 1 }
    return (nextPort, "port\(nextPort - Self.firstPortIndex + 1)")
  }

  /// The same for an interface whose frames a wire takes.
  func reserveWireEnd() -> (index: Int32, name: String) {
    defer { nextWireEnd += 1 }
    return (nextWireEnd, "wire\(nextWireEnd - FrameSocket.firstInterface + 1)")
  }

  /// Makes the switch's end of a host's cable, which exists by now, a port of the switch, and brings it up.
  func connect(port: Int32, name: String, to address: LabAddress) throws(WorldError) {
    try asWorldError { () throws(SystemCallError) in
      try control.turnOffloadsOff(name)
      links.setMaster(index: port, bridge: Self.firstBridgeIndex + Int32(address.switchIndex))
      links.fixForwarding(index: port)
      links.addForwardingEntry(port: port, mac: address.macOctets)
      links.setUp(index: port, true)
      try links.commit()
    }
  }

  /// Makes the place for a wire between a host's cable and the switch; `raise` brings its two ends up.
  ///
  /// host's eth0 — `cable` ═ forwarder ═ tap — port of the switch.
  func makeWirePlace(
    cable: String, to address: LabAddress
  ) throws(WorldError) -> (tap: Int32, port: Int32) {
    let (tap, port) = (reserveWireEnd(), reservePort())
    try asWorldError { () throws(SystemCallError) in
      links.addVethPair(name: tap.name, index: tap.index, peerName: port.name, peerIndex: port.index)
      try links.commit()
      for name in [cable, tap.name] { try control.turnOffloadsOff(name) }
    }
    try connect(port: port.index, name: port.name, to: address)
    return (tap.index, port.index)
  }

  func raise(_ ends: [Int32]) throws(WorldError) {
    try asWorldError { () throws(SystemCallError) in
      for end in ends { links.setUp(index: end, true) }
      try links.commit()
    }
  }

  /// Waits until a port forwards.
  func awaitOperational(port: Int32) throws(WorldError) -> Bool {
    try asWorldError { () throws(SystemCallError) in
      try watcher.waitFor(index: port, up: true, timeoutNs: Self.carrierTimeoutNs)
    }
  }

  func setPort(_ port: Int32, up: Bool) throws(WorldError) {
    try asWorldError { () throws(SystemCallError) in
      links.setUp(index: port, up)
      try links.commit()
    }
  }
}
