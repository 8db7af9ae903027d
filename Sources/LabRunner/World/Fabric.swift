internal import LabModel
internal import LinuxHost

/// The switches that hosts plug into, in the supervisor's own network namespace.
///
/// A switch of two ports is two redirections: a bridge would do as well, but when one ends the kernel waits for some
/// 20 ms and holds the lock of all interfaces meanwhile (`br_multicast_dev_del`, rcu_barrier), so that no more than
/// 30 labs a second could end. Other switches are bridges. Either's table is fixed (nothing learned, nothing unknown
/// flooded), so that no host ever sees another's packets. End with the supervisor's namespace.
final class Fabric {
  private static let loopbackIndex: Int32 = 1
  private static let firstBridgeIndex: Int32 = 2
  private static let firstPortIndex: Int32 = 100
  /// How long a cable's state may take to show. The kernel's own work queue needs milliseconds.
  static let carrierTimeoutNs: Int64 = 5_000_000_000

  /// A switch of two ports.
  private struct Patch {
    struct Port {
      var index: Int32
      /// That of the host behind it.
      var mac: [UInt8]
      /// From when the host behind it can answer.
      var isOpen = false
    }

    var ports: [Port] = []
    /// A port → where it sends what comes in.
    var redirections: [Int32: Int32] = [:]
  }

  private let portCounts: [Int]
  /// By switch; those that are no bridges.
  private var patches: [Int: Patch] = [:]
  private let links: LinkConfigurator
  private let watcher: LinkWatcher
  private let control: ControlSocket
  /// The supervisor's network namespace, where the other end of a host's cable is.
  let namespace: Descriptor
  private var nextPort = firstPortIndex
  private var nextWireEnd = FrameSocket.firstInterface

  /// What must be there before a host is: `makeSwitches` makes the rest.
  ///
  /// - Parameter portCounts: How many hosts plug into each switch.
  init(portCounts: [Int]) throws(WorldError) {
    self.portCounts = portCounts
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
    let canRedirect = portCounts.contains(2) ? try tryRedirection() : false
    for (number, count) in portCounts.enumerated() {
      if count == 2, canRedirect {
        patches[number] = Patch()
        continue
      }
      let index = Self.firstBridgeIndex + Int32(number)
      links.addBridge(name: "switch\(number + 1)", index: index)
      links.setUp(index: index, true)
    }
    try asWorldError { () throws(SystemCallError) in try links.commit() }
  }

  /// Whether this kernel has what a switch of two ports is made of; asked for at loopback, which nobody uses here.
  private func tryRedirection() throws(WorldError) -> Bool {
    links.addIngress(port: Self.loopbackIndex)
    links.redirect(from: Self.loopbackIndex, to: Self.loopbackIndex, mac: Array(repeating: 0, count: 6))
    do throws(SystemCallError) { try links.commit() } catch {
      guard ["ENOENT", "EOPNOTSUPP", "EPERM"].contains(error.name) else { throw WorldError(error) }
      return false
    }
    return true
  }

  /// A small table of TCP connections for each host, where the kernel can (6.1 and later; `ip-sysctl.rst`,
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
      if patches[address.switchIndex] == nil {
        links.setMaster(index: port, bridge: Self.firstBridgeIndex + Int32(address.switchIndex))
        links.fixForwarding(index: port)
        links.addForwardingEntry(port: port, mac: address.macOctets)
      } else {
        patch(port, at: address)
      }
      links.setUp(index: port, true)
      try links.commit()
    }
  }

  /// Makes a port one of the two of its switch, in the place of the one that its host had before its last boot.
  private func patch(_ port: Int32, at address: LabAddress) {
    let (place, mac) = (address.switchIndex, address.macOctets)
    links.addIngress(port: port)
    for old in patches[place]?.ports ?? [] where old.mac == mac {
      patches[place]?.redirections[old.index] = nil
    }
    patches[place]?.ports.removeAll { $0.mac == mac }
    patches[place]?.ports.append(Patch.Port(index: port, mac: mac))
    // The other port sends to this one no more before it is open.
    redirect(at: place)
  }

  /// Lets each of a switch's two ports send to the other while that is open; the kernel's log tells of each frame else.
  private func redirect(at place: Int) {
    guard let patch = patches[place] else { return }
    for port in patch.ports {
      let other = patch.ports.first { $0.mac != port.mac && $0.isOpen }
      guard patch.redirections[port.index] != other?.index else { continue }
      if patch.redirections[port.index] != nil { links.removeRedirections(from: port.index) }
      if let other { links.redirect(from: port.index, to: other.index, mac: other.mac) }
      patches[place]?.redirections[port.index] = other?.index
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
      if !up { setOpen(port, false) }
      try links.commit()
    }
  }

  /// Lets frames pass to a port whose host has its link up. Sooner the host would hear, and its answers be lost: a link
  /// has no queue to send from until the kernel has seen its carrier (`linkwatch_do_dev`, dev_activate).
  func open(port: Int32) throws(WorldError) {
    try asWorldError { () throws(SystemCallError) in
      setOpen(port, true)
      try links.commit()
    }
  }

  private func setOpen(_ port: Int32, _ isOpen: Bool) {
    for (place, patch) in patches {
      guard let index = patch.ports.firstIndex(where: { $0.index == port }) else { continue }
      patches[place]?.ports[index].isOpen = isOpen
      redirect(at: place)
    }
  }
}
