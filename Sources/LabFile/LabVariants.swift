import LabModel
import WireFormat

/// A lab's variants: the same lab with other values, laid over it.
///
/// A mapping is laid over a mapping key by key; anything else takes the place of what it covers.
enum LabVariants {
  static let maximum = 50

  /// The node with the override's values in it; each keeps the place where it is written.
  static func lay(_ override: LabNode, over base: LabNode) -> LabNode {
    guard case .mapping(let overrides) = override.value, case .mapping(let entries) = base.value else {
      return override
    }
    var merged = entries
    for entry in overrides {
      if let rival = rival(of: entry.key) { merged.removeAll { $0.key == rival } }
      if let index = merged.firstIndex(where: { $0.key == entry.key }) {
        merged[index].value = lay(entry.value, over: merged[index].value)
        merged[index].keyPosition = entry.keyPosition
      } else {
        merged.append(entry)
      }
    }
    return LabNode(.mapping(merged), at: base.position)
  }

  /// A process is a peer or a command: the one given replaces the other.
  private static func rival(of key: String) -> String? {
    switch key {
    case "socket": "command"
    case "command": "socket"
    default: nil
    }
  }
}

extension LabReader {
  /// Refuses a host or process that only this variant has and that nothing in it uses: its name is mistyped, and the
  /// values under it would reach nobody.
  mutating func checkAdditions(of lab: Lab, to bare: LabNode) {
    let words = lab.words
    let hosts = bare.keys("hosts")
    for host in lab.hosts where !hosts.contains(host.name) && !words.contains(host.name) {
      guard !lab.processes.contains(where: { $0.host == host.name }),
        lab.network?.switches.contains(where: { $0.hosts.contains(host.name) }) != true
      else { continue }
      refuse(
        "host", host.name, of: lab, why: "no process runs on it and nothing names it", among: hosts,
        at: host.position)
    }
    let processes = bare.keys("processes")
    for process in lab.processes where !processes.contains(process.name) && !words.contains(process.name) {
      refuse(
        "process", process.name, of: lab, why: "no step starts it", among: processes, at: process.position)
    }
  }

  private mutating func refuse(
    _ what: String, _ name: String, of lab: Lab, why: String, among known: [String], at place: SourcePosition
  ) {
    let near = Spelling.suggestion(for: name, among: known)
    problems.add(
      LabDiagnostic(
        place, "the \(what) '\(name)' is in the variant '\(lab.variant ?? "")' only", why: why,
        remedy: near.map { "did you mean '\($0)'?" } ?? "remove it, or use it"))
  }
}

extension Lab {
  /// Every word of its steps, faults, expectations and scripts.
  fileprivate var words: Set<String> {
    var words: Set<String> = []
    for step in faults + steps + expectations + claims.flatMap(\.test) { step.parameters.add(to: &words) }
    for process in processes {
      guard case .socket(let instructions) = process.program else { continue }
      for instruction in instructions { instruction.add(to: &words) }
    }
    return words
  }
}

extension LabNode {
  fileprivate func keys(_ key: String) -> [String] {
    guard case .mapping(let entries)? = entry(key)?.value else { return [] }
    return entries.map(\.key)
  }

  /// The words of its scalars, as names of hosts and processes are written.
  fileprivate func add(to words: inout Set<String>) {
    switch value {
    case .scalar(let text):
      words.formUnion(
        text.split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }.map(String.init))
    case .sequence(let nodes): for node in nodes { node.add(to: &words) }
    case .mapping(let entries): for entry in entries { entry.value.add(to: &words) }
    case .empty: break
    }
  }
}
