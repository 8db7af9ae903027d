/// Who plugs into which switch, and which hosts route between switches.
///
/// A lab without `network:` has one switch, into which all hosts plug.
package struct LabNetwork: Sendable, Hashable {
  /// In the file's order, which fixes the addresses.
  package var switches: [LabSwitch]
  package var routers: [LabRouter]

  package init(switches: [LabSwitch], routers: [LabRouter] = []) {
    self.switches = switches
    self.routers = routers
  }
}

/// A switch, which is one subnet, and the hosts that plug into it.
package struct LabSwitch: Sendable, Hashable {
  package var name: String
  package var hosts: [String]

  package init(name: String, hosts: [String]) {
    self.name = name
    self.hosts = hosts
  }
}

/// A host that forwards packets between the switches it plugs into.
package struct LabRouter: Sendable, Hashable {
  /// From one switch to another: `inside > outside`.
  package struct Way: Sendable, Hashable {
    package var from: String
    package var to: String

    package init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  /// What a firewall does to a packet that it does not let pass.
  package enum Refusal: String, Sendable, Hashable, CaseIterable {
    case drop, reject
  }

  package var host: String
  /// Packets of this way get the router's own address as their source, and the answers find back.
  package var nat: Way?
  /// Only connections of this way may begin; what belongs to a connection that is known may pass.
  package var firewall: Way?
  package var refusal: Refusal

  package init(host: String, nat: Way? = nil, firewall: Way? = nil, refusal: Refusal = .drop) {
    self.host = host
    self.nat = nat
    self.firewall = firewall
    self.refusal = refusal
  }
}

/// One interface of a host: `eth0` on the first switch that it plugs into, and so on.
package struct LabInterface: Sendable, Hashable {
  package var name: String
  /// Its number in the kernel of the host.
  package var index: Int32
  /// Of the lab's switches, from 0.
  package var switchIndex: Int
  package var address: LabAddress
  /// The others on the same switch.
  package var neighbours: [LabAddress]
}

/// A subnet that a host reaches through a router.
package struct LabRoute: Sendable, Hashable {
  /// Of the lab's switches, from 0.
  package var switchIndex: Int
  /// The router's address on the switch that both plug into.
  package var via: LabAddress
}

extension Lab {
  /// The switches; the one that all hosts plug into, where the lab names none.
  package var switches: [LabSwitch] {
    network?.switches ?? [LabSwitch(name: "switch", hosts: hosts.map(\.name))]
  }

  /// The routers; none where the lab names no network.
  package var routers: [LabRouter] { network?.routers ?? [] }

  package func router(_ host: String) -> LabRouter? { routers.first { $0.host == host } }

  package func interfaces(of host: String) -> [LabInterface] {
    guard let number = hosts.firstIndex(where: { $0.name == host }).map({ $0 + 1 }) else { return [] }
    var found: [LabInterface] = []
    for (index, place) in switches.enumerated() where place.hosts.contains(host) {
      let others = hosts.indices.filter { $0 + 1 != number && place.hosts.contains(hosts[$0].name) }
      found.append(
        LabInterface(
          name: "eth\(found.count)", index: Int32(found.count + 2), switchIndex: index,
          address: LabAddress(index: number, switchIndex: index),
          neighbours: others.map { LabAddress(index: $0 + 1, switchIndex: index) }))
    }
    return found
  }

  /// The shortest way to each subnet that the host does not plug into; none to one behind a NAT, or without a way.
  package func routes(of host: String) -> [LabRoute] {
    let own = Set(interfaces(of: host).map(\.switchIndex))
    var routes: [LabRoute] = []
    var reached = own
    /// Switches to go on from, each with the first router on the way to it.
    var frontier: [(switchIndex: Int, via: LabAddress?)] = own.sorted().map { ($0, nil) }
    while !frontier.isEmpty {
      let (here, via) = frontier.removeFirst()
      for router in routers where router.host != host {
        let interfaces = interfaces(of: router.host)
        guard let near = interfaces.first(where: { $0.switchIndex == here }) else { continue }
        for far in interfaces.map(\.switchIndex)
        where !reached.contains(far) && !isHidden(far, from: here, by: router) {
          reached.insert(far)
          let first = via ?? near.address
          routes.append(LabRoute(switchIndex: far, via: first))
          frontier.append((far, first))
        }
      }
    }
    return routes
  }

  /// Nobody outside has a route to the addresses behind a NAT.
  private func isHidden(_ far: Int, from here: Int, by router: LabRouter) -> Bool {
    guard let nat = router.nat else { return false }
    return switches[far].name == nat.from && switches[here].name == nat.to
  }
}
