import Evidence

/// A run as a Mermaid sequence diagram, which GitHub and GitLab draw in Markdown.
///
/// Every packet is an arrow and every call, state and fault a note, while there are few enough for Mermaid to
/// draw; of longer runs the middle is counted, as in a ladder.
///
/// Source: Mermaid's documentation, "Sequence diagrams" and its entity codes; it draws at most 500 edges and
/// 50,000 characters unless a page allows more.
enum MermaidDiagram {
  private static let mostEvents = 360

  static func lines(_ record: RunRecord) -> [String] {
    let all = LadderDigest.Ends(head: mostEvents, tail: mostEvents)
    let ladder = Ladder(
      record, limits: LadderDigest.Limits(traffic: all, series: all, total: mostEvents, important: 40))
    guard let last = ladder.columns.indices.last else { return ["sequenceDiagram"] }
    var lines = ["sequenceDiagram"]
    for (index, column) in ladder.columns.enumerated() {
      lines.append("  participant h\(index) as \(escaped(column.name == "end" ? "(end)" : column.name))")
    }
    for event in ladder.events {
      let time = TimeDiagram.clock(event.atNs)
      switch event.kind {
      case .arrow(let arrow):
        let words = [arrow.label, arrow.detail, word(for: arrow.fate)].filter { !$0.isEmpty }
        let line = "h\(arrow.from)\(sign(for: arrow.fate))h\(arrow.to)"
        lines.append("  \(line): \(escaped("\(time)  \(words.joined(separator: " "))"))")
      case .note(let note):
        let words = (note.isFault ? ["↯"] : []) + [note.text, note.detail].filter { !$0.isEmpty }
        lines.append("  Note over h\(note.column): \(escaped("\(time)  \(words.joined(separator: " "))"))")
      case .step(let text): lines.append("  Note over h0,h\(last): \(escaped("\(time)  \(text)"))")
      case .omission(let omission):
        let counts = omission.counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
        lines.append("  Note over h0,h\(last): \(escaped("… \(counts.joined(separator: ", "))"))")
      }
    }
    return lines
  }

  private static func sign(for fate: Ladder.Fate) -> String {
    switch fate {
    case .arrives, .appears: "->>"
    case .lost: "-x"
    case .unknown: "--)"
    }
  }

  private static func word(for fate: Ladder.Fate) -> String {
    switch fate {
    case .arrives: ""
    case .lost: "(lost)"
    case .unknown: "(nobody saw whether it arrived)"
    case .appears: "(nobody saw it being sent)"
    }
  }

  /// Everything that has a meaning for Mermaid or for the HTML that it makes, as entity codes.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in TextFit.clipped(text.harmless, to: 120).unicodeScalars {
      let isPlain =
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || " .,:()/+-_=→↯…".unicodeScalars.contains(scalar)
      if isPlain { result.unicodeScalars.append(scalar) } else { result += "#\(scalar.value);" }
    }
    return result
  }
}
