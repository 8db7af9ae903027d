import WireFormat

extension LabNames {
  /// What a process runs, as far as its calls have names.
  package enum Script: Sendable, Hashable {
    /// Each instruction that the instrumented peer carries out, as the record says it: `receive 10`.
    case socket([String])
    case command
  }

  /// The scripts of a lab's processes, and of the children that they fork.
  static func scripts(of lab: Lab) -> [String: Script] {
    var scripts: [String: Script] = [:]
    for process in lab.processes {
      guard case .socket(let nodes) = process.program else {
        scripts[process.name] = .command
        continue
      }
      var script = ScriptReader()
      for node in nodes { script.read(node) }
      scripts[process.name] = .socket(script.own)
      if let child = process.childName { scripts[child] = .socket(script.child) }
    }
    return scripts
  }

  /// Refuses an operation that the process never carries out: expecting none of it could not fail.
  func checkOperation(
    _ operation: String, of process: String, at position: SourcePosition
  ) throws(LabDiagnostic) {
    switch scripts[process] {
    case nil: return
    case .command?:
      throw LabDiagnostic(
        position, "the calls of '\(process)' are not known",
        why: "it is a 'command', and only a process with 'socket' tells its calls",
        remedy: "speak of packets, socket states or its end instead")
    case .socket(let instructions)?:
      let words = instructions.map { String($0.prefix { $0 != " " }) }
      guard !words.contains(operation), !instructions.contains(operation) else { return }
      let isWhole = operation.contains(" ")
      let near = Spelling.suggestion(for: operation, among: isWhole ? instructions : words)
      throw LabDiagnostic(
        position, "'\(process)' never makes the call '\(operation)'",
        why: "its calls are \(ParameterReader.list(isWhole ? instructions : words))",
        remedy: near.map { "did you mean '\($0)'?" })
    }
  }
}

/// Finds the single instructions in a script, those inside `repeat` and `fork` too.
private struct ScriptReader {
  var own: [String] = []
  /// Of the process that it forks.
  var child: [String] = []

  /// An item that is no instruction is somebody else's to refuse.
  mutating func read(_ node: LabNode) {
    guard let text = try? LabStep(instruction: node).instruction else { return }
    var piece = ""
    var depth = 0
    var forkDepth: Int?
    for character in text + "," {
      guard "[],".contains(character) else {
        piece.append(character)
        continue
      }
      // As the peer's line to the supervisor has it: one blank between words.
      let instruction = piece.split(separator: " ").joined(separator: " ")
      piece = ""
      if character == "[" {
        if instruction == "fork" {
          own.append(instruction)
          forkDepth = depth
        }
        depth += 1
        continue
      }
      if !instruction.isEmpty {
        if forkDepth == nil { own.append(instruction) } else { child.append(instruction) }
      }
      if character == "]" { depth -= 1 }
      if depth == forkDepth, character == "]" { forkDepth = nil }
    }
  }
}

extension ParameterReader {
  /// The name of a process that is our peer.
  package mutating func peer(_ key: String, shorthand: Bool = false) throws(LabDiagnostic) -> String {
    let name = try process(key, shorthand: shorthand)
    guard names.scripts[name] != .command else {
      throw LabDiagnostic(
        node(key, shorthand: shorthand)?.position ?? node.position, "'\(name)' is a 'command'",
        why: "only a process with 'socket' can be told to go on", remedy: "name one that is at its 'wait'")
    }
    return name
  }

  /// A call that the process makes: its word (`send`), or the whole instruction (`get srtt`).
  package mutating func operation(_ key: String, of process: String) throws(LabDiagnostic) -> String {
    let node = try require(key)
    let operation = try Self.scalar(node, for: key)
    try names.checkOperation(operation, of: process, at: node.position)
    return operation
  }
}
