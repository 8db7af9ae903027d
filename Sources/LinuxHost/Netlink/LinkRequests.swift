internal import CLinuxShims
internal import Glibc

/// One rtnetlink socket of one network namespace, with the few requests that the lab needs.
///
/// Interfaces are named by index: the lab chooses them, so no answer has to be waited for to learn one.
/// Source: rtnetlink(7); `include/uapi/linux/if_link.h`.
package final class LinkConfigurator {
  private let socket: NetlinkSocket
  private var pending: [(purpose: String, message: NetlinkMessage)] = []

  /// Belongs to the calling thread's network namespace.
  package init() throws(SystemCallError) { socket = try NetlinkSocket(family: NETLINK_ROUTE) }

  /// Sends what was asked for, in one system call, in order. The first refusal is thrown.
  package func commit() throws(SystemCallError) {
    defer { pending = [] }
    try socket.perform(pending)
  }

  /// A veth pair: one end here, the other in the namespace that `peerNamespace` is open on, or here as well.
  ///
  /// - Parameter mac: The first end's; nil leaves the choice to the kernel.
  package func addVethPair(
    name: String, index: Int32, mac: [UInt8]? = nil, peerName: String, peerIndex: Int32,
    peerNamespace: Int32? = nil
  ) {
    link("make a veth pair for \(name)", RouteMessage.newLink, create: true, index: index) {
      $0.attribute(IFLA_IFNAME, text: name)
      if let mac { $0.attribute(IFLA_ADDRESS, bytes: mac) }
      $0.nest(IFLA_LINKINFO) {
        $0.attribute(IFLA_INFO_KIND, text: "veth")
        $0.nest(IFLA_INFO_DATA) {
          $0.nest(VETH_INFO_PEER) {
            $0.appendLinkHeader(index: peerIndex)
            $0.attribute(IFLA_IFNAME, text: peerName)
            if let peerNamespace { $0.attribute(IFLA_NET_NS_FD, UInt32(bitPattern: peerNamespace)) }
          }
        }
      }
    }
  }

  /// A bridge that never learns multicast groups.
  package func addBridge(name: String, index: Int32) {
    link("make the switch (bridge)", RouteMessage.newLink, create: true, index: index) {
      $0.attribute(IFLA_IFNAME, text: name)
      $0.nest(IFLA_LINKINFO) {
        $0.attribute(IFLA_INFO_KIND, text: "bridge")
        $0.nest(IFLA_INFO_DATA) {
          $0.attribute(IFLA_BR_MCAST_SNOOPING, UInt8(0))
        }
      }
    }
  }

  /// Plugs an interface into a bridge.
  package func setMaster(index: Int32, bridge: Int32) {
    link("plug a port into the switch", RouteMessage.newLink, create: false, index: index) {
      $0.attribute(IFLA_MASTER, UInt32(bitPattern: bridge))
    }
  }

  /// Makes a port forward by its fixed table only: nothing learned, nothing unknown flooded to others.
  package func fixForwarding(index: Int32) {
    link("fix the switch's table", RouteMessage.setLink, create: false, index: index, family: AF_BRIDGE) {
      $0.nest(IFLA_PROTINFO | Int(NLA_F_NESTED)) {
        $0.attribute(IFLA_BRPORT_LEARNING, UInt8(0))
        $0.attribute(IFLA_BRPORT_UNICAST_FLOOD, UInt8(0))
      }
    }
  }

  /// Says behind which port a MAC address lives.
  package func addForwardingEntry(port: Int32, mac: [UInt8]) {
    neighbour("tell the switch a MAC address", family: AF_BRIDGE, index: port, flags: UInt8(NTF_MASTER)) {
      $0.attribute(Int(NDA_LLADDR), bytes: mac)
    }
  }

  /// A permanent neighbour: no ARP (or neighbour discovery) for it.
  package func addNeighbour(index: Int32, address: [UInt8], mac: [UInt8]) {
    let family = address.count == 4 ? AF_INET : AF_INET6
    neighbour("set a permanent neighbour", family: family, index: index, flags: 0) {
      $0.attribute(Int(NDA_DST), bytes: address)
      $0.attribute(Int(NDA_LLADDR), bytes: mac)
    }
  }

  package func addAddress(index: Int32, address: [UInt8], prefixLength: Int) {
    var message = request(RouteMessage.newAddress, flags: NLM_F_CREATE | NLM_F_EXCL)
    message.append(UInt8(address.count == 4 ? AF_INET : AF_INET6))
    message.append(UInt8(prefixLength))
    // No duplicate address detection: a lab's addresses are unique by construction.
    message.append(UInt8(IFA_F_PERMANENT | IFA_F_NODAD))
    message.append(UInt8(0))
    message.append(UInt32(bitPattern: index))
    message.attribute(IFA_LOCAL, bytes: address)
    message.attribute(IFA_ADDRESS, bytes: address)
    add("set an address", message)
  }

  /// The way to a subnet through a neighbour. Source: rtnetlink(7), struct rtmsg.
  package func addRoute(subnet: [UInt8], prefixLength: Int, via: [UInt8]) {
    var message = request(RouteMessage.newRoute, flags: NLM_F_CREATE | NLM_F_EXCL)
    message.append(UInt8(subnet.count == 4 ? AF_INET : AF_INET6))
    message.append(UInt8(prefixLength))
    message.append(UInt8(0))
    message.append(UInt8(0))
    message.append(UInt8(RT_TABLE_MAIN.rawValue))
    message.append(UInt8(RTPROT_STATIC))
    message.append(UInt8(RT_SCOPE_UNIVERSE.rawValue))
    message.append(UInt8(RTN_UNICAST))
    message.append(UInt32(0))
    message.attribute(Int(RTA_DST.rawValue), bytes: subnet)
    message.attribute(Int(RTA_GATEWAY.rawValue), bytes: via)
    add("set a route", message)
  }

  /// No neighbour discovery and no multicast reports, which IPv6 would put on the wire by itself.
  ///
  /// Every neighbour is permanent, so that nothing has to be discovered. Source: `net/ipv6/addrconf.c`
  /// (`addrconf_join_solict`, `addrconf_dad_begin`, `dev_forward_change`).
  package func silence(index: Int32) {
    var message = request(RouteMessage.newLink, flags: 0)
    message.appendLinkHeader(
      index: index, flags: UInt32(IFF_NOARP), change: UInt32(IFF_NOARP | IFF_MULTICAST))
    add("silence an interface", message)
  }

  package func setUp(index: Int32, _ up: Bool) {
    var message = request(RouteMessage.newLink, flags: 0)
    message.appendLinkHeader(index: index, flags: up ? UInt32(IFF_UP) : 0, change: UInt32(IFF_UP))
    add(up ? "bring an interface up" : "take an interface down", message)
  }

  // MARK: Parts

  func request(_ type: Int32, flags: Int32) -> NetlinkMessage {
    NetlinkMessage(type: type, flags: flags | Int32(NLM_F_ACK), sequence: socket.nextSequence())
  }

  func add(_ purpose: String, _ message: NetlinkMessage) { pending.append((purpose, message)) }

  private func link(
    _ purpose: String, _ type: Int32, create: Bool, index: Int32, family: Int32 = AF_UNSPEC,
    _ attributes: (inout NetlinkMessage) -> Void
  ) {
    var message = request(type, flags: create ? NLM_F_CREATE | NLM_F_EXCL : 0)
    message.appendLinkHeader(index: index, family: family)
    attributes(&message)
    add(purpose, message)
  }

  private func neighbour(
    _ purpose: String, family: Int32, index: Int32, flags: UInt8, _ attributes: (inout NetlinkMessage) -> Void
  ) {
    var message = request(RouteMessage.newNeighbour, flags: NLM_F_CREATE | NLM_F_REPLACE)
    message.appendNeighbourHeader(
      index: index, family: family, state: family == AF_BRIDGE ? NUD_NOARP : NUD_PERMANENT, flags: flags)
    attributes(&message)
    add(purpose, message)
  }
}
