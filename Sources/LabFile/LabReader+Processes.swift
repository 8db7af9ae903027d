import LabModel

extension LabReader {
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
    let fields = fields(entry.value, allowed: LabKeys.process, of: "a process")
    let host = required(fields, "on", of: entry)
    if let host, let place = fields["on"]?.position {
      problems.attempt { () throws(LabDiagnostic) in
        try LabNames(hosts: hosts, processes: [:]).checkHost(host, at: place)
      }
    }
    let program = program(fields, of: entry)
    var process = LabProcess(
      name: entry.key, host: host ?? "", program: program ?? .command([]), position: entry.keyPosition)
    for key in ["environment", "files", "ready"] {
      guard let node = fields[key], fields["command"] == nil else { continue }
      problems.add(
        LabDiagnostic(
          node.position, "'\(key)' needs 'command'", why: "our own peer tells every call that it makes",
          remedy: "wait for a call instead, or remove '\(key)'"))
    }
    if let node = fields["environment"] { process.environment = environment(node) }
    if let node = fields["files"] { process.files = files(node) }
    if let node = fields["ready"] { process.readiness = readiness(node) }
    return process
  }

  private mutating func environment(_ node: LabNode) -> [String] {
    guard let entries = entries(node, "environment", example: "environment: { LANG: C }") else { return [] }
    return entries.compactMap { entry in
      guard !entry.key.isEmpty, !entry.key.contains("=") else {
        problems.add(
          LabDiagnostic(
            entry.keyPosition, "'\(entry.key)' is no name of a variable", remedy: "write '{ NAME: value }'"))
        return nil
      }
      return scalar(entry.value, entry.key).map { "\(entry.key)=\($0)" }
    }
  }

  private mutating func files(_ node: LabNode) -> [LabFileText] {
    guard let entries = entries(node, "files", example: "files: { server.conf: listen 80 }") else {
      return []
    }
    return entries.compactMap { entry in
      guard !entry.key.isEmpty, !entry.key.contains("/"), !entry.key.hasPrefix("."),
        entry.key.utf8.count < 128
      else {
        problems.add(
          LabDiagnostic(
            entry.keyPosition, "'\(entry.key.prefix(40))' is no name for a file",
            why: "it is written into the folder in which the lab's programs run",
            remedy: "use a plain name, such as server.conf"))
        return nil
      }
      return scalar(entry.value, entry.key).map { LabFileText(name: entry.key, text: $0) }
    }
  }

  private mutating func readiness(_ node: LabNode) -> LabProcess.Readiness? {
    guard entries(node, "ready", example: "ready: { port: 6379 }") != nil else { return nil }
    return problems.attempt { () throws(LabDiagnostic) -> LabProcess.Readiness in
      var parameters = ParameterReader(
        kind: "ready", node: node, names: LabNames(hosts: [], processes: [:]))
      let readiness = LabProcess.Readiness(
        port: try parameters.integer("port"), output: try parameters.text("output"),
        file: try parameters.text("file"), within: try parameters.duration("within") ?? .seconds(10))
      try parameters.finish()
      if let port = readiness.port, !(1...65535).contains(port) {
        throw LabDiagnostic(node.position, "'port: \(port)' is no port", remedy: "write 1 to 65535")
      }
      if readiness.port == nil, readiness.output == nil, readiness.file == nil {
        throw LabDiagnostic(
          node.position, "'ready' does not say what for", remedy: "write a 'port', an 'output' or a 'file'")
      }
      return readiness
    }
  }

  private mutating func program(_ fields: [String: LabNode], of entry: LabNode.Entry) -> LabProcess.Program? {
    switch (fields["socket"], fields["command"]) {
    case (let socket?, nil):
      guard let nodes = list(socket, "socket", example: "socket: [ listen 7000, accept ]") else { return nil }
      if let second = nodes.filter(LabProcess.isFork).dropFirst().first {
        problems.add(
          LabDiagnostic(
            second.position, "a second 'fork'", why: "a process forks once",
            remedy: "make the other child a process of its own"))
      }
      return .socket(nodes)
    case (nil, let command?):
      guard let nodes = list(command, "command", example: "command: [ redis-server, --port, 6379 ]") else {
        return nil
      }
      guard let program = nodes.first.flatMap({ scalar($0, "command") }) else { return nil }
      return .command([program] + nodes.dropFirst().compactMap { argument($0) })
    case (nil, nil), (_?, _?):
      problems.add(
        LabDiagnostic(
          entry.keyPosition, "'\(entry.key)' needs one of 'socket' and 'command'",
          why: "a process is our peer or a program",
          remedy: "write 'socket: [ listen 7000, accept ]' or 'command: [ program, argument ]'"))
      return nil
    }
  }

  /// Unlike a program's name, an argument may be empty.
  private mutating func argument(_ node: LabNode) -> String? {
    problems.attempt { () throws(LabDiagnostic) in try ParameterReader.scalar(node, for: "command") }
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
