import LabModel
import WireFormat

extension LabReader {
  private static let processKeys = ["on", "socket", "command"]

  mutating func processes(_ node: LabNode?, hosts: [String]) -> [LabProcess] {
    guard let node else { return [] }
    let example = "processes: { server: { on: server, socket: [ listen 7000, accept ] } }"
    guard let entries = entries(node, "processes", example: example) else { return [] }
    guard entries.count <= Self.maximumItems else {
      problems.add(
        LabDiagnostic(node.position, "more than \(Self.maximumItems) processes", remedy: "remove some"))
      return []
    }
    return entries.compactMap { process($0, hosts: hosts) }
  }

  private mutating func process(_ entry: LabNode.Entry, hosts: [String]) -> LabProcess? {
    checkName(entry, "process")
    let example = "\(entry.key): { on: server, socket: [ … ] }"
    guard entries(entry.value, entry.key, example: example) != nil else { return nil }
    let fields = fields(entry.value, allowed: Self.processKeys, of: "a process")
    let host = required(fields, "on", of: entry)
    if let host, !hosts.contains(host), let place = fields["on"]?.position {
      problems.add(
        LabDiagnostic(
          place, "unknown host '\(host)'", why: "this lab has \(ParameterReader.list(hosts))",
          remedy: Spelling.suggestion(for: host, among: hosts).map { "did you mean '\($0)'?" }))
    }
    let program = program(fields, of: entry)
    return LabProcess(
      name: entry.key, host: host ?? "", program: program ?? .command([]), position: entry.keyPosition)
  }

  private mutating func program(_ fields: [String: LabNode], of entry: LabNode.Entry) -> LabProcess.Program? {
    switch (fields["socket"], fields["command"]) {
    case (let socket?, nil):
      guard let nodes = list(socket, "socket", example: "socket: [ listen 7000, accept ]") else { return nil }
      return .socket(nodes)
    case (nil, let command?):
      guard let nodes = list(command, "command", example: "command: [ redis-server, --port, 6379 ]") else {
        return nil
      }
      return .command(nodes.compactMap { scalar($0, "command") })
    case (nil, nil), (_?, _?):
      problems.add(
        LabDiagnostic(
          entry.keyPosition, "'\(entry.key)' needs one of 'socket' and 'command'",
          why: "a process is our peer or a program",
          remedy: "write 'socket: [ listen 7000, accept ]' or 'command: [ program, argument ]'"))
      return nil
    }
  }

  private mutating func list(_ node: LabNode, _ key: String, example: String) -> [LabNode]? {
    if case .sequence(let nodes) = node.value, !nodes.isEmpty, nodes.count <= Self.maximumItems {
      return nodes
    }
    problems.add(
      LabDiagnostic(
        node.position, "'\(key)' needs a list of 1 to \(Self.maximumItems) items",
        remedy: "write '\(example)'"))
    return nil
  }
}
