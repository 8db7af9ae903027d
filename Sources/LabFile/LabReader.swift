import LabModel
import WireFormat

/// Makes labs of a lab file's nodes, collecting every problem on the way.
struct LabReader {
  /// Longer lists are a mistake, and would make the check of all variants slow.
  static let maximumItems = 1000

  let file: String
  let name: String
  let vocabulary: LabVocabulary
  let sources: LabSources?
  var problems = ProblemCollector()
  /// Keys of the lab that are there under a mistyped name.
  private var misspelt: [String] = []

  init(file: String, name: String, vocabulary: LabVocabulary, sources: LabSources?) {
    self.file = file
    self.name = name
    self.vocabulary = vocabulary
    self.sources = sources
  }

  /// The labs of a file: one for each variant, or the one lab without any.
  mutating func labs(_ root: LabNode) -> [Lab] {
    let base = fields(root, allowed: LabKeys.lab, of: "a lab")
    misspelt = root.keys.filter { !LabKeys.lab.contains($0) }.prefix(LabKeys.lab.count)
      .compactMap { Spelling.suggestion(for: $0, among: LabKeys.lab) }
    let bare = root.without("variants")
    guard let variants = base["variants"],
      let entries = entries(variants, "variants", example: "variants: { small: { hosts: … } }")
    else { return [lab(bare, variant: nil)] }
    guard entries.count <= LabVariants.maximum else {
      problems.add(
        LabDiagnostic(
          variants.position, "more than \(LabVariants.maximum) variants", remedy: "use several files"))
      return []
    }
    return entries.compactMap { variant($0, of: bare) }
  }

  private mutating func variant(_ entry: LabNode.Entry, of bare: LabNode) -> Lab? {
    checkName(entry, "variant")
    guard let overrides = entries(entry.value, entry.key, example: "\(entry.key): { hosts: … }") else {
      return nil
    }
    refuseUnknown(overrides, allowed: LabKeys.lab.filter { $0 != "variants" }, of: "a variant")
    let lab = lab(LabVariants.lay(entry.value, over: bare), variant: entry.key)
    checkAdditions(of: lab, to: bare)
    return lab
  }

  private mutating func lab(_ root: LabNode, variant: String?) -> Lab {
    var fields: [String: LabNode] = [:]
    if case .mapping(let entries) = root.value {
      for entry in entries { fields[entry.key] = entry.value }
    }
    requireKeys(fields, at: root.position)
    var lab = Lab(name: name, file: file, variant: variant, title: "")
    lab.title = fields["title"].flatMap { scalar($0, "title") } ?? ""
    lab.hosts = hosts(fields["hosts"])
    lab.network = network(fields["network"], hosts: lab.hosts)
    lab.processes = processes(fields["processes"], hosts: lab.hosts.map(\.name))
    lab.faults = items(fields["faults"], "faults", example: "- drop: { packets: … }")
    lab.steps = items(fields["steps"], "steps", example: "- start: server")
    lab.expectations = items(fields["expect"], "expect", example: "- packets: { … }")
    lab.claims = claims(fields["claims"])
    lab.slow = fields["slow"].flatMap { slow($0) }
    lab.machineWide = fields["machine-wide"].flatMap { scalar($0, "machine-wide") }
    let names = LabNames(lab)
    check(lab.faults, vocabulary.faults, "fault", names)
    check(lab.steps, vocabulary.steps, "step", names)
    check(lab.expectations, vocabulary.expectations, "expectation", names)
    for claim in lab.claims { check(claim.test, vocabulary.expectations, "expectation", names) }
    for process in lab.processes {
      if case .socket(let instructions) = process.program { checkOperations(instructions, names) }
    }
    return lab
  }

  /// The keys without which there is no lab: why, where that is not obvious, and what to write.
  static let required: [(key: String, why: String?, remedy: String)] = [
    ("title", nil, "write 'title:' and the situation in one line"),
    ("hosts", nil, "write 'hosts: { client: {}, server: {} }'"),
    ("steps", "nothing would happen", "write 'steps:' with '- start: …' and so on"),
    (
      "expect", "a lab that expects nothing cannot fail",
      "write 'expect:' with what this kernel really does"
    ),
  ]

  /// A key that is there under a mistyped name is not missed as well.
  private mutating func requireKeys(_ fields: [String: LabNode], at root: SourcePosition) {
    for (key, why, remedy) in Self.required where fields[key] == nil && !misspelt.contains(key) {
      problems.add(LabDiagnostic(root, "'\(key)' is missing", why: why, remedy: remedy))
    }
    for key in ["steps", "expect"] {
      guard let node = fields[key], case .sequence(let items) = node.value, items.isEmpty else { continue }
      let why = Self.required.first { $0.key == key }?.why
      problems.add(LabDiagnostic(node.position, "'\(key)' is an empty list", why: why))
    }
  }

  private mutating func slow(_ node: LabNode) -> Duration? {
    problems.attempt { () throws(LabDiagnostic) in try ParameterReader.duration(node, for: "slow") }
  }

  // MARK: Lists of steps and expectations

  mutating func items(_ node: LabNode?, _ key: String, example: String) -> [LabStep] {
    guard let node else { return [] }
    guard case .sequence(let nodes) = node.value else {
      problems.add(
        LabDiagnostic(
          node.position, "'\(key)' needs a list", remedy: "write one item per line, each as '\(example)'"))
      return []
    }
    guard nodes.count <= Self.maximumItems else {
      problems.add(
        LabDiagnostic(
          node.position, "'\(key)' has more than \(Self.maximumItems) items", remedy: "use several files"))
      return []
    }
    return nodes.compactMap { item($0, key, example: example) }
  }

  private mutating func item(_ node: LabNode, _ key: String, example: String) -> LabStep? {
    switch node.value {
    case .scalar(let word):
      return LabStep(kind: word, parameters: LabNode(.empty, at: node.position), position: node.position)
    case .mapping(let entries):
      if let entry = entries.first, entries.count == 1 {
        return LabStep(kind: entry.key, parameters: entry.value, position: entry.keyPosition)
      }
      let second = entries.dropFirst().first?.keyPosition ?? node.position
      problems.add(
        LabDiagnostic(
          second, "more than one key in an item of '\(key)'", why: "each item is one thing",
          remedy: "begin the line with '- ', or indent it to belong to the one above"))
    case .sequence, .empty:
      problems.add(
        LabDiagnostic(node.position, "an item of '\(key)' without a word", remedy: "write '\(example)'"))
    }
    return nil
  }

  // MARK: What the words mean

  private mutating func check(
    _ steps: [LabStep], _ words: [LabVocabulary.Word]?, _ what: String, _ names: LabNames
  ) {
    guard let words else { return }
    for step in steps where !problems.isFull {
      guard let word = words.first(where: { $0.kind == step.kind }) else {
        problems.add(Self.unknown(what, step.kind, among: words.map(\.kind), at: step.position))
        continue
      }
      problems.attempt { () throws(LabDiagnostic) in try word.check(step, names) }
    }
  }

  private mutating func checkOperations(_ instructions: [LabNode], _ names: LabNames) {
    for node in instructions where !problems.isFull {
      // What stands inside comes first: its mistakes have a place of their own.
      if case .mapping(let entries) = node.value, entries.count == 1,
        case .sequence(let inside)? = entries.first?.value.value
      {
        let known = problems
        checkOperations(inside, names)
        if problems != known { continue }
      }
      do {
        check([try LabStep(instruction: node)], vocabulary.operations, "operation", names)
      } catch {
        problems.add(error)
      }
    }
  }

  static func unknown(
    _ what: String, _ word: String, of owner: String? = nil, among known: [String], at place: SourcePosition
  )
    -> LabDiagnostic
  {
    let near = Spelling.suggestion(for: word, among: known)
    let shown = word.unicodeScalars.count > 40 ? "\(word.prefix(40))…" : word
    return LabDiagnostic(
      place, "unknown \(what) '\(shown)'" + (owner.map { " of \($0)" } ?? ""),
      why: near == nil ? "known are \(ParameterReader.list(known))" : nil,
      remedy: near.map { "did you mean '\($0)'?" })
  }
}

extension LabNode {
  fileprivate var keys: [String] {
    guard case .mapping(let entries) = value else { return [] }
    return entries.map(\.key)
  }
}
