import Evidence

/// The report for pull requests and pages: a table of verdicts, then each lab.
package struct MarkdownReport: Report {
  package static let name = "markdown"
  package static let summary =
    "For pull requests and job summaries: a table of verdicts, and a Mermaid diagram of each run."

  package init() {}

  package func render(_ run: RunSummary, options: RenderOptions) -> String {
    var text = "# halfopen: \(run.sentence)\n\n"
    text += "Linux \(Markup.markdown(run.kernel)) · seed \(run.seed) · "
    text += "\(Quantity.duration(ns: run.elapsedNs))\n\n"
    text += "| | lab | what it shows | time |\n| --- | --- | --- | ---: |\n"
    for outcome in run.outcomes {
      let cells = [
        "\(outcome.verdict.emoji) \(outcome.verdict.rawValue)", Markup.markdown(outcome.name),
        Markup.markdown(outcome.verdict == .pass ? outcome.record.title : outcome.reason),
        Quantity.duration(ns: outcome.elapsedNs),
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    var choice = LadderChoice(run, options: options)
    for outcome in run.outcomes {
      let ladder = choice.shows(outcome)
      if outcome.verdict == .pass, !ladder { continue }
      text += "\n" + section(outcome, ladder: ladder, options: options)
    }
    return text
  }

  private func section(_ outcome: LabOutcome, ladder: Bool, options: RenderOptions) -> String {
    var text = "## \(outcome.verdict.emoji) \(Markup.markdown(outcome.name))\n\n"
    text += Markup.markdown(outcome.record.title) + "\n\n"
    if outcome.verdict != .pass {
      text += "**\(outcome.verdict.rawValue):** \(Markup.markdown(outcome.reason))\n\n"
    }
    for problem in outcome.record.problems { text += "- ⚠️ \(Markup.markdown(problem))\n" }
    for claim in outcome.claims {
      text += "- claim **\(claim.verdict.words)**: \(Markup.markdown(claim.text))"
      text += claim.source.isEmpty ? "" : " (\(Markup.markdown(claim.source)))"
      text += claim.evidence.isEmpty ? "\n" : " — \(Markup.markdown(claim.evidence))\n"
    }
    for expectation in outcome.expectations {
      text += "- \(expectation.verdict.emoji) line \(expectation.line): \(Markup.markdown(expectation.text))"
      text += expectation.evidence.isEmpty ? "\n" : " — \(Markup.markdown(expectation.evidence))\n"
      let comparison = Comparison(expectation).plainLines
      if !comparison.isEmpty {
        // Inside the list item, so that the next expectation does not start a new list.
        text += "\n" + Markup.fenced(comparison).split(separator: "\n").map { "  \($0)\n" }.joined() + "\n"
      }
    }
    if let sentence = outcome.refereeSentence { text += "- \(Markup.markdown(sentence))\n" }
    for item in outcome.disagreements {
      text += "- ⚠️ referee, \(Markup.markdown(item.host)): \(Markup.markdown(item.counts)): "
      text += "\(Markup.markdown(item.explanation))\n"
    }
    guard ladder else { return text }
    let summary = "<summary>What happened</summary>"
    text += "\n<details\(outcome.verdict == .pass ? "" : " open")>\(summary)\n\n"
    text += Markup.fenced(MermaidDiagram.lines(outcome.record), language: "mermaid") + "\n</details>\n"
    return text
  }
}

extension Verdict {
  /// For pages that render emoji.
  var emoji: String {
    switch self {
    case .pass: "✅"
    case .fail: "❌"
    case .inconclusive: "❓"
    }
  }
}
