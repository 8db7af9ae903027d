import LabModel
import WireFormat

extension LabReader {
  /// Longer names leave no room for a prefix in an interface's name (15 bytes). Source: netdevice(7),
  /// IFNAMSIZ.
  private static let maximumHostName = 12

  mutating func hosts(_ node: LabNode?) -> [LabHost] {
    guard let node else { return [] }
    guard let entries = entries(node, "hosts", example: "hosts: { client: {}, server: {} }") else {
      return []
    }
    if entries.isEmpty {
      problems.add(
        LabDiagnostic(
          node.position, "'hosts' names none", remedy: "write 'hosts: { client: {}, server: {} }'"))
    }
    if entries.count > Lab.maximumHosts {
      problems.add(
        LabDiagnostic(
          entries[Lab.maximumHosts].keyPosition, "\(entries.count) hosts",
          why: "the address plan has room for \(Lab.maximumHosts)", remedy: "remove some"))
    }
    return entries.prefix(Lab.maximumHosts).map { host($0) }
  }

  private mutating func host(_ entry: LabNode.Entry) -> LabHost {
    checkHostName(entry)
    var host = LabHost(name: entry.key, position: entry.keyPosition)
    if case .empty = entry.value.value { return host }
    guard entries(entry.value, entry.key, example: "\(entry.key): { sysctl: { … } }") != nil else {
      return host
    }
    let fields = fields(entry.value, allowed: LabKeys.host, of: "a host")
    host.sysctls =
      sysctls(fields["sysctl"], "sysctl", onlyIfPresent: false)
      + sysctls(fields["sysctl-if-present"], "sysctl-if-present", onlyIfPresent: true)
    if let node = fields["ipv6"] {
      switch node.scalar {
      case "true", "yes", "on": host.ipv6 = true
      case "false", "no", "off": host.ipv6 = false
      default:
        problems.add(
          LabDiagnostic(node.position, "'ipv6' is neither true nor false", remedy: "write 'ipv6: true'"))
      }
    }
    if let node = fields["neighbours"] {
      switch node.scalar {
      case "dynamic": host.dynamicNeighbours = true
      case "permanent": host.dynamicNeighbours = false
      default:
        problems.add(
          LabDiagnostic(
            node.position, "'neighbours' is neither dynamic nor permanent",
            remedy: "write 'neighbours: dynamic' for a host that is to use ARP"))
      }
    }
    return host
  }

  /// Source: RFC 952, RFC 1123 §2.1 (host names), in lower case so that they are said in one way.
  private mutating func checkHostName(_ entry: LabNode.Entry) {
    let name = entry.key
    let scalars = name.unicodeScalars
    let isFine =
      !name.isEmpty && scalars.count <= Self.maximumHostName
      && scalars.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "-" }
      && scalars.first.map { ("a"..."z").contains($0) } == true && scalars.last != "-"
    if !isFine {
      problems.add(
        LabDiagnostic(
          entry.keyPosition, "'\(name.prefix(40))' is no name for a host",
          why: "hosts and interfaces are named after it",
          remedy: "use up to \(Self.maximumHostName) lower-case letters, digits and '-', a letter first"))
    } else if name == PacketPattern.anyWord || name == "localhost" {
      problems.add(
        LabDiagnostic(
          entry.keyPosition, "a host cannot be called '\(name)'", why: "the word has a meaning of its own",
          remedy: "choose another name"))
    }
  }

  private mutating func sysctls(_ node: LabNode?, _ key: String, onlyIfPresent: Bool) -> [LabSysctl] {
    guard let node else { return [] }
    guard let entries = entries(node, key, example: "\(key): { net.ipv4.tcp_retries2: 5 }") else { return [] }
    return entries.compactMap { entry in
      guard let value = scalar(entry.value, entry.key) else { return nil }
      guard Self.isSysctl(entry.key) else {
        problems.add(
          LabDiagnostic(
            entry.keyPosition, "'\(entry.key.prefix(80))' is no sysctl of a host",
            why: "only those under 'net.' belong to a host of its own",
            remedy: "write it with dots, as 'net.ipv4.tcp_retries2'"))
        return nil
      }
      guard value.utf8.count <= 200, !value.contains(where: \.isNewline) else {
        problems.add(
          LabDiagnostic(entry.value.position, "the value of '\(entry.key)' is no single short line"))
        return nil
      }
      return LabSysctl(
        key: entry.key, value: value, onlyIfPresent: onlyIfPresent, position: entry.keyPosition)
    }
  }

  /// Dotted words below `net`; it becomes a path, so that nothing else may be in it.
  private static func isSysctl(_ key: String) -> Bool {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false)
    return key.utf8.count <= 100 && parts.count >= 3 && parts[0] == "net"
      && parts.allSatisfy { part in
        !part.isEmpty && part.unicodeScalars.allSatisfy { isLetterOrDigit($0) || $0 == "_" || $0 == "-" }
      }
  }
}
