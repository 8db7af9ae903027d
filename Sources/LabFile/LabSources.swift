import LabModel

/// The texts whose claims the labs test, by letter: `labs/sources.yaml`.
package struct LabSources: Sendable, Hashable {
  /// Letter → title.
  package var titles: [String: String]

  package init(titles: [String: String]) { self.titles = titles }

  /// Reads `A: { title: … }` for each source.
  package init(parsing bytes: [UInt8], file: String) throws(LabProblems) {
    let text = try LabText.check(bytes, file: file)
    var problems = ProblemCollector()
    var titles: [String: String] = [:]
    let root = try YAMLReader.read(text, file: file)
    guard case .mapping(let entries)? = root?.value else {
      let place = root?.position ?? SourcePosition(file: file, line: 1, column: 1)
      throw LabProblems([LabDiagnostic(place, "no sources", remedy: "write 'A: { title: … }' for each")])
    }
    let names = LabNames(hosts: [], processes: [:])
    for entry in entries where !problems.isFull {
      problems.attempt { () throws(LabDiagnostic) in
        var reader = ParameterReader(kind: entry.key, node: entry.value, names: names)
        titles[entry.key] = try ParameterReader.scalar(try reader.require("title"), for: "title")
        for key in ["author", "link", "note"] { _ = try reader.text(key) }
        try reader.finish()
      }
    }
    try problems.finish()
    self.titles = titles
  }
}
