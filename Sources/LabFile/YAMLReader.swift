import LabModel
import Yams

/// Turns checked text into nodes with places, and YAML's own complaints into ours.
///
/// Lab files use the plain part of YAML: no anchors, aliases, tags or merge keys, keys are words, one
/// document.
struct YAMLReader {
  /// Deeper than any lab; bounds the recursion of all who walk over the nodes.
  static let maximumDepth = 32

  let file: String
  private var problems = ProblemCollector()

  private init(file: String) { self.file = file }

  /// The root of the document; nil for a text without any.
  static func read(_ text: String, file: String) throws(LabProblems) -> LabNode? {
    var reader = YAMLReader(file: file)
    let parser: Parser
    let root: Node?
    do {
      parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
      root = try parser.singleRoot()
    } catch {
      throw LabProblems([reader.diagnostic(of: error, in: text)]).placed(in: text)
    }
    guard let root else { return nil }
    // A node holds its anchor weakly: the parser owns it.
    let node = withExtendedLifetime(parser) { reader.node(root, depth: 0) }
    try reader.problems.finish()
    return node
  }

  // MARK: Nodes

  private mutating func node(_ node: Node, depth: Int) -> LabNode {
    var place = position(node.mark)
    guard depth < Self.maximumDepth else {
      problems.add(Self.tooDeep(place))
      return LabNode(.empty, at: place)
    }
    if node.anchor != nil {
      problems.add(
        LabDiagnostic(
          place, "a YAML anchor ('&name')", why: "a lab file says everything where it is used",
          remedy: "remove the anchor"))
    }
    switch node {
    case .scalar(let scalar):
      checkText(scalar.string, at: place)
      if scalar.style == .plain, ["", "~", "null"].contains(scalar.string) {
        return LabNode(.empty, at: place)
      }
      if scalar.style == .doubleQuoted || scalar.style == .singleQuoted { place.column += 1 }
      return LabNode(.scalar(scalar.string), at: place)
    case .sequence(let sequence):
      return LabNode(.sequence(sequence.map { self.node($0, depth: depth + 1) }), at: place)
    case .mapping(let mapping):
      return LabNode(.mapping(mapping.compactMap { entry($0.key, $0.value, depth: depth) }), at: place)
    case .alias:
      problems.add(LabDiagnostic(place, "a YAML alias", remedy: "write the value itself"))
      return LabNode(.empty, at: place)
    }
  }

  private mutating func entry(_ key: Node, _ value: Node, depth: Int) -> LabNode.Entry? {
    let place = position(key.mark)
    guard case .scalar(let scalar) = key else {
      problems.add(
        LabDiagnostic(place, "a key that is not a word", why: "a list or mapping stands before the colon"))
      return nil
    }
    checkText(scalar.string, at: place)
    guard scalar.string != "<<" else {
      problems.add(
        LabDiagnostic(
          place, "a YAML merge key ('<<')", why: "a lab file says everything where it is used",
          remedy: "write the keys themselves; 'variants' holds what differs"))
      return nil
    }
    return LabNode.Entry(
      key: scalar.string, keyPosition: place, value: node(value, depth: depth + 1))
  }

  /// A text ends at a NUL for the kernel, and for whoever reads a name or an argument: it would mean two things.
  private mutating func checkText(_ text: String, at place: SourcePosition) {
    guard text.utf8.contains(0) else { return }
    problems.add(
      LabDiagnostic(
        place, "a NUL character ('\\0')", why: "no name, argument or file text can hold one",
        remedy: "remove it"))
  }

  private func position(_ mark: Mark?) -> SourcePosition {
    SourcePosition(file: file, line: max(1, mark?.line ?? 1), column: max(1, mark?.column ?? 1))
  }

  // MARK: YAML's complaints

  private func diagnostic(of error: any Error, in text: String) -> LabDiagnostic {
    guard let error = error as? YamlError else {
      return LabDiagnostic(position(nil), "not YAML", why: "\(error)")
    }
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let why = [context.map { "\($0.text) that began in line \($0.mark.line)" }, problem]
        .compactMap { $0?.trimmingWhitespace }.joined(separator: ", ")
      if problem.contains("another document") {
        return LabDiagnostic(
          position(mark), "a second YAML document", why: "a file holds one lab",
          remedy: "use 'variants', or a file of its own")
      }
      if problem.contains("nesting level") { return Self.tooDeep(position(mark)) }
      return LabDiagnostic(
        position(mark), "not YAML", why: why, remedy: Self.remedy(for: problem))
    case .duplicatedKeysInMapping(let duplicates, let context):
      return duplicateKey(duplicates.first ?? "", first: context.mark, in: text)
    case .reader(let problem, _, _, _), .writer(let problem), .emitter(let problem),
      .representer(let problem):
      return LabDiagnostic(position(nil), "not YAML", why: problem)
    case .memory, .no, .dataCouldNotBeDecoded:
      return LabDiagnostic(position(nil), "not YAML", why: "\(error)")
    }
  }

  private static func tooDeep(_ place: SourcePosition) -> LabDiagnostic {
    LabDiagnostic(
      place, "nested too deeply", why: "a lab has at most \(maximumDepth) levels",
      remedy: "is this a lab file?")
  }

  private static func remedy(for problem: String) -> String {
    if problem.contains("mapping values are not allowed") {
      return "indent the keys of one mapping alike, and quote a text that holds ': '"
    }
    if problem.contains("cannot start any token") {
      return "quote a text that begins with a special character, and indent with blanks"
    }
    if problem.contains("expected ',' or") { return "close the bracket, or put a comma between the items" }
    return "check the indentation, the brackets and the quotes"
  }

  /// The YAML parser knows the place of the first of the keys only: the next one like it is looked for.
  private func duplicateKey(_ key: String, first: Mark, in text: String) -> LabDiagnostic {
    var place = position(first)
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, line) in lines.enumerated().dropFirst(first.line) {
      let indent = line.unicodeScalars.prefix { $0 == " " }.count
      let rest = line.drop { $0 == " " }
      guard indent + 1 == first.column, rest.hasPrefix(key), rest.dropFirst(key.count).first == ":" else {
        continue
      }
      place.line = index + 1
      break
    }
    return LabDiagnostic(
      place, "the key '\(key)' is there twice",
      why: place.line == first.line ? nil : "the first is in line \(first.line)",
      remedy: "keep one of them")
  }
}

extension String {
  fileprivate var trimmingWhitespace: String {
    var text = Substring(self)
    while text.last?.isWhitespace == true { text.removeLast() }
    while text.first?.isWhitespace == true { text.removeFirst() }
    return String(text)
  }
}
