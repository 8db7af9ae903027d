internal import LabModel
internal import WireFormat

/// A host's cable, in which a wire can be put: `server`, or `gateway/outside`, a router's cable to that switch.
package struct WirePlace: Sendable, Hashable {
  package var host: String
  /// nil: all cables of the host, which are one unless it is a router.
  package var switchName: String?

  package init(host: String, switchName: String? = nil) {
    self.host = host
    self.switchName = switchName
  }

  /// Where it acts, for the record.
  package var site: String { "the wire of \(host)" + (switchName.map { " to \($0)" } ?? "") }

  /// Whether a single cable is in this place.
  func holds(_ cable: WirePlace) -> Bool {
    host == cable.host && (switchName == nil || switchName == cable.switchName)
  }
}

extension WirePlace {
  /// - Parameter isOneCable: Whether a router's cable must be named.
  init(_ node: LabNode, for key: String, names: LabNames, isOneCable: Bool) throws(LabDiagnostic) {
    let text = try ParameterReader.scalar(node, for: key)
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    host = parts[0]
    try names.checkHost(host, at: node.position)
    let switches = names.switches[host] ?? []
    if parts.count == 2 {
      var place = node.position
      place.column += host.unicodeScalars.count + 1
      guard switches.contains(parts[1]) else {
        throw LabDiagnostic(
          place, "'\(host)' plugs into no switch '\(parts[1])'",
          why: "it plugs into \(ParameterReader.list(switches))",
          remedy: Spelling.suggestion(for: parts[1], among: switches).map { "did you mean '\($0)'?" })
      }
      switchName = switches.count > 1 ? parts[1] : nil
    } else if isOneCable, switches.count > 1 {
      throw LabDiagnostic(
        node.position, "'\(host)' has a cable to each of \(ParameterReader.list(switches))",
        why: "a packet that it routes passes two of them",
        remedy: "write '\(key): \(host)/\(switches[0])' or another of them")
    }
  }
}
