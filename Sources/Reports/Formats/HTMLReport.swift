import Evidence

/// The report as one page: no script, nothing loaded from elsewhere.
package struct HTMLReport: Report {
  package static let name = "html"
  package static let summary = "One self-contained page, each run drawn as a ladder."

  /// Cells of a ladder's drawing.
  private static let ladderWidth = 110

  package init() {}

  package func render(_ run: RunSummary, options: RenderOptions) -> String {
    var page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
    page += "<title>halfopen: \(Markup.xml(run.sentence))</title>\n"
    page += "<style>\n\(HTMLStyle.sheet)</style>\n</head>\n<body>\n"
    page += "<h1>halfopen</h1>\n"
    page += "<p class=\"facts\">\(Markup.xml(run.sentence)) · Linux \(Markup.xml(run.kernel)) · "
    page += "seed \(run.seed) · \(Quantity.duration(ns: run.elapsedNs))</p>\n"
    page += table(run)
    var choice = LadderChoice(run, options: options)
    for (index, outcome) in run.outcomes.enumerated() {
      page += section(outcome, id: index + 1, ladder: choice.shows(outcome), options: options)
    }
    return page + "</body>\n</html>\n"
  }

  private func table(_ run: RunSummary) -> String {
    var text = "<table>\n<tr><th>verdict</th><th>lab</th><th>what it shows</th><th>time</th></tr>\n"
    for (index, outcome) in run.outcomes.enumerated() {
      text += "<tr><td>\(badge(outcome.verdict))</td>"
      text += "<td><a href=\"#lab-\(index + 1)\">\(Markup.xml(outcome.name))</a></td>"
      text += "<td>\(Markup.xml(outcome.record.title))</td>"
      text += "<td class=\"number\">\(Quantity.duration(ns: outcome.elapsedNs))</td></tr>\n"
    }
    return text + "</table>\n"
  }

  private func section(_ outcome: LabOutcome, id: Int, ladder: Bool, options: RenderOptions) -> String {
    var text = "<section id=\"lab-\(id)\">\n"
    text += "<h2>\(badge(outcome.verdict)) \(Markup.xml(outcome.name))</h2>\n"
    text += "<p class=\"title\">\(Markup.xml(outcome.record.title))</p>\n"
    if outcome.verdict != .pass {
      text += "<p class=\"reason \(outcome.verdict.rawValue)\">\(Markup.xml(outcome.reason))</p>\n"
    }
    if !outcome.record.problems.isEmpty {
      text += "<ul class=\"problems\">\n"
      for problem in outcome.record.problems { text += "<li>\(Markup.xml(problem))</li>\n" }
      text += "</ul>\n"
    }
    text += claims(outcome.claims) + expectations(outcome.expectations) + referee(outcome)
    if ladder {
      let diagram = Ladder(outcome.record, detail: options.ladderDetail)
      text += "<figure>\n" + LadderSVG.drawing(diagram, width: Self.ladderWidth) + "</figure>\n"
    }
    return text + "</section>\n"
  }

  private func claims(_ claims: [ClaimOutcome]) -> String {
    guard !claims.isEmpty else { return "" }
    var text = "<h3>What sources say</h3>\n<dl>\n"
    for claim in claims {
      text += "<dt class=\"\(claim.verdict.rawValue)\">\(claim.verdict.words)</dt>"
      text += "<dd>\(Markup.xml(claim.text))"
      text += claim.source.isEmpty ? "" : " <span class=\"source\">[\(Markup.xml(claim.source))]</span>"
      text += evidence(claim.evidence) + "</dd>\n"
    }
    return text + "</dl>\n"
  }

  private func expectations(_ expectations: [ExpectationOutcome]) -> String {
    guard !expectations.isEmpty else { return "" }
    var text = "<h3>What was expected</h3>\n<dl>\n"
    for expectation in expectations {
      text += "<dt>\(badge(expectation.verdict)) line \(expectation.line)</dt>"
      text += "<dd><code>\(Markup.xml(expectation.text))</code>\(evidence(expectation.evidence))"
      let rows = Comparison(expectation).rows
      if !rows.isEmpty {
        text += "<table class=\"comparison\">\n"
        for row in rows {
          text += "<tr class=\"\(row.tone.rawValue)\"><th>\(row.word)</th><td>\(row.mark.rawValue)</td>"
          text += row.time.isEmpty ? "" : "<td class=\"number\"><code>\(row.time)</code></td>"
          text += "<td><code>\(Markup.xml(row.text))</code></td></tr>\n"
        }
        text += "</table>"
      }
      text += "</dd>\n"
    }
    return text + "</dl>\n"
  }

  private func referee(_ outcome: LabOutcome) -> String {
    if let sentence = outcome.refereeSentence {
      return "<p class=\"facts\">\(Markup.xml(sentence))</p>\n"
    }
    guard !outcome.disagreements.isEmpty else { return "" }
    var text = "<h3>Where the kernel's counters disagree with the labels</h3>\n<ul>\n"
    for item in outcome.disagreements {
      let counts = "\(item.host): \(item.counter) counted \(item.counted), labels say \(item.labelled)"
      text += "<li>\(Markup.xml(counts))\(evidence(item.explanation))</li>\n"
    }
    return text + "</ul>\n"
  }

  private func badge(_ verdict: Verdict) -> String {
    "<span class=\"badge \(verdict.rawValue)\">\(Glyphs.unicode.symbol(verdict)) \(verdict.rawValue)</span>"
  }

  private func evidence(_ text: String) -> String {
    text.isEmpty ? "" : "<br/><span class=\"evidence\">\(Markup.xml(text))</span>"
  }
}

/// The page's look, light and dark.
private enum HTMLStyle {
  static let sheet = """
    :root { color-scheme: light dark; --ground: #ffffff; --soft: #f5f7f9; --text: #1c2024; --dim: #68707a;
      --line: #d5dae0; --good: #1a7f37; --bad: #c62334; --warn: #9a6700; --note: #8250df; --open: #0b6e8a;
      --probe: #0a58ca; }
    @media (prefers-color-scheme: dark) { :root { --ground: #14181c; --soft: #1c2228; --text: #e4e8ec;
      --dim: #98a2ad; --line: #3a424b; --good: #4ec46a; --bad: #ff7b82; --warn: #e0b040; --note: #c297ff;
      --open: #5cc8e4; --probe: #7fb2ff; } }
    body { background: var(--ground); color: var(--text); max-width: 62rem; margin: 2rem auto;
      padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
    h1 { margin-bottom: 0; }
    h2 { margin-top: 3rem; }
    h3 { font-size: 1rem; color: var(--dim); }
    .facts, .evidence, .source { color: var(--dim); }
    table { border-collapse: collapse; }
    td, th { padding: .25rem .75rem .25rem 0; text-align: left; vertical-align: top; }
    td.number { white-space: nowrap; text-align: right; }
    a { color: inherit; }
    .title { font-weight: 600; }
    .badge { font-weight: 600; white-space: nowrap; }
    .pass, .confirmed { color: var(--good); }
    .fail { color: var(--bad); }
    .inconclusive, .problems { color: var(--warn); }
    .refuted, .kernelDependent { color: var(--note); }
    .notJudged { color: var(--dim); }
    dl { display: grid; grid-template-columns: max-content 1fr; gap: .5rem 1rem; }
    dd { margin: 0; min-width: 0; }
    code { font: 13px/1.4 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace;
      overflow-wrap: anywhere; }
    tr.dim { color: var(--dim); }
    tr.success { color: var(--good); }
    tr.failure { color: var(--bad); }
    figure { margin: 1.5rem 0; padding: 1rem; background: var(--soft); border-radius: 8px; overflow-x: auto; }
    \(LadderSVG.sheet)

    """
}
