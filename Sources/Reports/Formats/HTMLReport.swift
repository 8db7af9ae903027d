import Evidence

/// The report as one page that needs nothing from elsewhere: an index with the ledger of claims where there are
/// several runs, and each run with its time-sequence diagram.
package struct HTMLReport: Report {
  package static let name = "html"
  package static let summary =
    "For browsers: one self-contained page with a time-sequence diagram of each run, and an index of many."

  package init() {}

  /// The page has diagrams of runs that passed, too.
  package static func showsPassedRuns(labs: Int, options: RenderOptions) -> Bool { true }

  package func render(_ run: RunSummary, options: RenderOptions) -> String {
    let single = run.outcomes.count == 1 ? run.outcomes.first : nil
    var page = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
    page += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
    page += "<title>\(Markup.xml(single?.name ?? run.sentence)) · halfopen</title>\n"
    page += "<style>\n\(HTMLStyle.sheet)</style>\n</head>\n<body>\n" + TimeDiagramSVG.markers
    if single == nil { page += HTMLIndex.text(run) }
    var choice = LadderChoice(page: options)
    for (index, outcome) in run.outcomes.enumerated() {
      page +=
        HTMLRun(
          outcome: outcome, id: "lab-\(index + 1)", isOpen: single != nil, hasDiagram: choice.shows(outcome)
        ).text
    }
    return page + "<script>\n\(HTMLScript.text)</script>\n</body>\n</html>\n"
  }
}
