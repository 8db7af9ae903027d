import LabModel

extension LabReader {
  mutating func claims(_ node: LabNode?) -> [LabClaim] {
    guard let node else { return [] }
    guard case .sequence(let nodes) = node.value, nodes.count <= Self.maximumItems else {
      problems.add(
        LabDiagnostic(
          node.position, "'claims' needs a list of at most \(Self.maximumItems) items",
          remedy: "write '- text: …' with 'source: …' below it"))
      return []
    }
    return nodes.compactMap { claim($0) }
  }

  private mutating func claim(_ node: LabNode) -> LabClaim? {
    guard entries(node, "claims", example: "- { text: …, source: A, test: [ … ] }") != nil else { return nil }
    let entry = LabNode.Entry(key: "claims", keyPosition: node.position, value: node)
    let fields = fields(node, allowed: LabKeys.claim, of: "a claim")
    let text = required(fields, "text", of: entry)
    let source = required(fields, "source", of: entry)
    if let source, let place = fields["source"]?.position { checkSource(source, at: place) }
    return LabClaim(
      text: text ?? "", source: source ?? "",
      test: items(fields["test"], "test", example: "- socket: { … }"), position: node.position)
  }

  /// `A`, `C§7`, or several with commas between them.
  private mutating func checkSource(_ source: String, at place: SourcePosition) {
    guard let sources else { return }
    for part in source.split(separator: ",") {
      let letter = String(part.prefix { $0 != "§" }.filter { $0 != " " })
      guard !sources.titles.keys.contains(letter) else { continue }
      problems.add(Self.unknown("source", letter, among: sources.titles.keys.sorted(), at: place))
    }
  }
}
