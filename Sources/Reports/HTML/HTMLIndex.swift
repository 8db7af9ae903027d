import Evidence

/// The head of a page with several runs: how many came to what, which labs there are, and the ledger of claims.
enum HTMLIndex {
  static func text(_ run: RunSummary) -> String {
    let ledger = ClaimLedger(run.outcomes)
    var text = "<header>\n<h1>halfopen</h1>\n<h2>\(Quantity.count(run.outcomes.count, "lab"))</h2>\n"
    text += "<p class=\"facts\">Linux \(Markup.xml(run.kernel)) · seed \(run.seed) · "
    text += "\(Quantity.duration(ns: run.elapsedNs))</p>\n<ul class=\"tallies\">\n"
    for verdict in Verdict.allCases {
      let count = run.count(verdict)
      text +=
        "<li class=\"\(count == 0 ? "notJudged" : verdict.rawValue)\"><strong>\(count)</strong>\(verdict.rawValue)</li>\n"
    }
    text += "</ul>\n</header>\n<main>\n<h3>Labs</h3>\n"
    text +=
      "<p><input class=\"filter\" type=\"search\" placeholder=\"Filter: crash fail …\" aria-label=\"Filter the labs\"/></p>\n"
    text += "<div class=\"scroll\"><table>\n<thead><tr><th>verdict</th><th>lab</th><th>what it shows</th>"
    text += "<th class=\"number\">time</th></tr></thead>\n<tbody class=\"labs\">\n"
    for (index, outcome) in run.outcomes.enumerated() {
      text += "<tr><td>\(HTMLRun.chip(outcome.verdict))</td>"
      text += "<td><a href=\"#lab-\(index + 1)\">\(Markup.xml(outcome.name))</a></td>"
      text += "<td>\(Markup.xml(outcome.verdict == .pass ? outcome.record.title : outcome.reason))</td>"
      text += "<td class=\"number\">\(Quantity.duration(ns: outcome.elapsedNs))</td></tr>\n"
    }
    text += "</tbody>\n</table></div>\n"
    if !ledger.entries.isEmpty { text += table(ledger, run) }
    return text + "</main>\n<h3>Each run</h3>\n"
  }

  private static func table(_ ledger: ClaimLedger, _ run: RunSummary) -> String {
    var places: [String: Int] = [:]
    for (index, outcome) in run.outcomes.enumerated() where places[outcome.record.lab] == nil {
      places[outcome.record.lab] = index + 1
    }
    var text = "<h3>Ledger of claims</h3>\n<details>\n<summary>\(Markup.xml(ledger.sentence))</summary>\n"
    text +=
      "<div class=\"scroll\"><table>\n<thead><tr><th>verdict</th><th>claim</th><th>source</th><th>lab</th></tr></thead>\n<tbody class=\"claims\">\n"
    for entry in ledger.entries {
      text +=
        "<tr><td>\(HTMLRun.chip(entry.verdict))</td><td>\(Markup.xml(entry.text))\(HTMLRun.evidence(entry.evidence))</td>"
      text += "<td>\(Markup.xml(entry.source))</td>"
      text += "<td><a href=\"#lab-\(places[entry.lab] ?? 1)\">\(Markup.xml(entry.lab))</a></td></tr>\n"
    }
    return text + "</tbody>\n</table></div>\n</details>\n"
  }
}
