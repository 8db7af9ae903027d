import LabModel

extension LabReader {
  private static let networkExample =
    "network: { switches: { inside: [ client, gateway ], … }, routers: { … } }"

  mutating func network(_ node: LabNode?, hosts: [LabHost]) -> LabNetwork? {
    guard let node, entries(node, "network", example: Self.networkExample) != nil else { return nil }
    let fields = fields(node, allowed: LabKeys.network, of: "a network")
    guard let switchesNode = fields["switches"] else {
      problems.add(
        LabDiagnostic(
          node.position, "'network' has no switches",
          why: "without 'network' there is one switch for all hosts",
          remedy: "write '\(Self.networkExample)'"))
      return nil
    }
    let switches = switches(switchesNode, hosts: hosts)
    let routers = routers(fields["routers"], hosts: hosts, switches: switches)
    checkPlaces(hosts, switches: switches, routers: routers)
    return LabNetwork(switches: switches, routers: routers)
  }

  // MARK: Switches

  private mutating func switches(_ node: LabNode, hosts: [LabHost]) -> [LabSwitch] {
    guard let entries = entries(node, "switches", example: "switches: { inside: [ client, gateway ] }") else {
      return []
    }
    if entries.count > Lab.maximumSwitches {
      problems.add(
        LabDiagnostic(
          entries[Lab.maximumSwitches].keyPosition, "\(entries.count) switches",
          why: "the address plan has room for \(Lab.maximumSwitches)", remedy: "remove some"))
    }
    return entries.prefix(Lab.maximumSwitches).map { entry in
      checkName(entry, "switch", why: "it stands in ways such as 'inside > outside'")
      return LabSwitch(name: entry.key, hosts: pluggedIn(entry, hosts: hosts.map(\.name)))
    }
  }

  private mutating func pluggedIn(_ entry: LabNode.Entry, hosts: [String]) -> [String] {
    guard case .sequence(let nodes) = entry.value.value else {
      problems.add(
        LabDiagnostic(
          entry.value.position, "'\(entry.key)' needs the list of the hosts that plug into it",
          remedy: "write '\(entry.key): [ client, gateway ]'"))
      return []
    }
    var found: [String] = []
    for node in nodes where !problems.isFull {
      guard let name = scalar(node, entry.key) else { continue }
      if !hosts.contains(name) {
        problems.add(Self.unknown("host", name, among: hosts, at: node.position))
      } else if found.contains(name) {
        problems.add(
          LabDiagnostic(node.position, "'\(name)' plugs into '\(entry.key)' twice", remedy: "name it once"))
      } else {
        found.append(name)
      }
    }
    return found
  }

  /// Each host plugs into one switch; a router, and only it, into several.
  private mutating func checkPlaces(_ hosts: [LabHost], switches: [LabSwitch], routers: [LabRouter]) {
    for host in hosts where !problems.isFull {
      let places = switches.filter { $0.hosts.contains(host.name) }.map(\.name)
      let isRouter = routers.contains { $0.host == host.name }
      if places.isEmpty {
        problems.add(
          LabDiagnostic(
            host.position, "'\(host.name)' plugs into no switch", remedy: "name it under 'network: switches:'"
          ))
      } else if places.count > 1, !isRouter {
        problems.add(
          LabDiagnostic(
            host.position, "'\(host.name)' plugs into \(ParameterReader.list(places)) and is no router",
            why: "a host on several switches is one", remedy: "write 'routers: { \(host.name): {} }'"))
      } else if places.count == 1, isRouter {
        problems.add(
          LabDiagnostic(
            host.position, "the router '\(host.name)' plugs into '\(places[0])' only",
            why: "a router stands between switches", remedy: "name it under a second switch"))
      }
    }
  }

  // MARK: Routers

  private mutating func routers(_ node: LabNode?, hosts: [LabHost], switches: [LabSwitch]) -> [LabRouter] {
    guard let node, let entries = entries(node, "routers", example: "routers: { gateway: {} }") else {
      return []
    }
    let known = hosts.map(\.name)
    var found: [LabRouter] = []
    for entry in entries where !problems.isFull {
      guard known.contains(entry.key) else {
        problems.add(Self.unknown("host", entry.key, among: known, at: entry.keyPosition))
        continue
      }
      found.append(router(entry, switches: switches.filter { $0.hosts.contains(entry.key) }.map(\.name)))
    }
    return found
  }

  private mutating func router(_ entry: LabNode.Entry, switches: [String]) -> LabRouter {
    var router = LabRouter(host: entry.key)
    if case .empty = entry.value.value { return router }
    let example = "\(entry.key): { nat: inside > outside }"
    guard entries(entry.value, entry.key, example: example) != nil else { return router }
    let fields = fields(entry.value, allowed: LabKeys.router, of: "a router")
    router.nat = way(fields["nat"], "nat", of: entry.key, among: switches)
    router.firewall = way(fields["firewall"], "firewall", of: entry.key, among: switches)
    guard let node = fields["otherwise"] else { return router }
    if fields["firewall"] == nil {
      problems.add(
        LabDiagnostic(
          node.position, "'otherwise' without a firewall", why: "it says what a firewall does to the rest",
          remedy: "write 'firewall: FROM > TO' beside it, or remove it"))
    }
    guard let text = scalar(node, "otherwise") else { return router }
    guard let refusal = LabRouter.Refusal(rawValue: text) else {
      let words = LabRouter.Refusal.allCases.map(\.rawValue)
      problems.add(Self.unknown("word", text, of: "'otherwise'", among: words, at: node.position))
      return router
    }
    router.refusal = refusal
    return router
  }

  /// `inside > outside`
  private mutating func way(
    _ node: LabNode?, _ key: String, of router: String, among switches: [String]
  ) -> LabRouter.Way? {
    guard let node, let text = scalar(node, key) else { return nil }
    let words = text.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
    guard words.count == 3, words[1] == ">" else {
      problems.add(
        LabDiagnostic(
          node.position, "'\(key): \(text.prefix(80))' is no way from one switch to another",
          remedy: "write for example '\(key): inside > outside'"))
      return nil
    }
    for name in [words[0], words[2]] where !switches.contains(name) {
      problems.add(Self.unknown("switch", name, of: "'\(router)'", among: switches, at: node.position))
      return nil
    }
    guard words[0] != words[2] else {
      problems.add(
        LabDiagnostic(
          node.position, "'\(key): \(text)' leads nowhere",
          remedy: "name two switches that '\(router)' plugs into"))
      return nil
    }
    return LabRouter.Way(from: words[0], to: words[2])
  }
}
