import Evidence

/// The report for CI systems: a test suite per theme, a test case per lab.
///
/// An inconclusive lab is an `error`, never `skipped`: most systems take skipped for good.
/// Source: the schema of Jenkins' xunit plugin, `junit-10.xsd`, with which a test validates it.
package struct JUnitReport: Report {
  package static let name = "junit"
  package static let summary = "For CI systems: JUnit XML, a test case per lab; inconclusive is an error."

  package init() {}

  package func render(_ run: RunSummary, options: RenderOptions) -> String {
    var lines = ["<?xml version=\"1.0\" encoding=\"UTF-8\"?>"]
    let elapsed = Quantity.seconds(ns: run.elapsedNs)
    lines.append("<testsuites name=\"halfopen\" \(counts(run.outcomes)) time=\"\(elapsed)\">")
    var choice = LadderChoice(run, options: options)
    for (theme, outcomes) in Self.byTheme(run.outcomes) {
      let total = outcomes.reduce(Int64(0)) { Quantity.sum($0, max(0, $1.elapsedNs)) }
      lines.append(
        "  <testsuite name=\"\(Markup.xml(theme))\" \(counts(outcomes)) skipped=\"0\" "
          + "time=\"\(Quantity.seconds(ns: total))\">")
      lines.append("    <properties>")
      lines.append("      <property name=\"kernel\" value=\"\(Markup.xml(run.kernel))\"/>")
      lines.append("      <property name=\"seed\" value=\"\(run.seed)\"/>")
      lines.append("    </properties>")
      for (outcome, name) in zip(outcomes, Self.names(outcomes)) {
        add(outcome, theme: theme, name: name, ladder: choice.shows(outcome), to: &lines)
      }
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func add(
    _ outcome: LabOutcome, theme: String, name: String, ladder: Bool, to lines: inout [String]
  ) {
    lines.append(
      "    <testcase classname=\"\(Markup.xml(theme))\" name=\"\(Markup.xml(name))\" "
        + "time=\"\(Quantity.seconds(ns: outcome.elapsedNs))\">")
    switch outcome.verdict {
    case .pass: break
    case .fail: addProblem("failure", outcome, ladder: ladder, to: &lines)
    case .inconclusive: addProblem("error", outcome, ladder: ladder, to: &lines)
    }
    lines.append("      <system-out>")
    lines.append(Markup.xml(outcome.record.title))
    for claim in outcome.claims {
      lines.append(
        Markup.xml("claim \(claim.verdict.words): \(claim.text) [\(claim.source)] \(claim.evidence)"))
    }
    if let sentence = outcome.refereeSentence { lines.append(Markup.xml(sentence)) }
    for item in outcome.disagreements {
      lines.append(Markup.xml("referee, \(item.host): \(item.counts): \(item.explanation)"))
    }
    if ladder, outcome.verdict == .pass { addLadder(outcome, detail: .normal, to: &lines) }
    lines.append("      </system-out>")
    lines.append("    </testcase>")
  }

  private func addLadder(_ outcome: LabOutcome, detail: Ladder.Detail, to lines: inout [String]) {
    let diagram = Ladder(outcome.record, detail: detail)
    lines += LadderText.lines(diagram, width: 100, glyphs: .unicode).map {
      Markup.xml($0.rendered(colour: false))
    }
  }

  /// What went wrong, and the ladder with it: most systems show nothing else of a case that failed.
  private func addProblem(
    _ element: String, _ outcome: LabOutcome, ladder: Bool, to lines: inout [String]
  ) {
    lines.append(
      "      <\(element) type=\"\(outcome.verdict.rawValue)\" message=\"\(Markup.xml(outcome.reason))\">")
    for problem in outcome.record.problems { lines.append(Markup.xml(problem)) }
    for expectation in outcome.expectations where expectation.verdict != .pass {
      let place = "\(outcome.record.labFile):\(expectation.line)"
      lines.append(Markup.xml("\(place): \(expectation.verdict.rawValue): \(expectation.text)"))
      lines.append(Markup.xml("  \(expectation.evidence)"))
      lines += Comparison(expectation).plainLines.map { Markup.xml("  " + $0) }
    }
    if ladder { addLadder(outcome, detail: .full, to: &lines) }
    lines.append("      </\(element)>")
  }

  private func counts(_ outcomes: [LabOutcome]) -> String {
    let failures = outcomes.count { $0.verdict == .fail }
    let errors = outcomes.count { $0.verdict == .inconclusive }
    return "tests=\"\(outcomes.count)\" failures=\"\(failures)\" errors=\"\(errors)\""
  }

  /// `crash/process-crash-idle` is the case `process-crash-idle` of the theme `crash`.
  private static func split(_ outcome: LabOutcome) -> (theme: String, name: String) {
    guard let slash = outcome.record.lab.lastIndex(of: "/") else { return ("labs", outcome.name) }
    let theme = String(outcome.record.lab[..<slash])
    return (theme, String(outcome.name.dropFirst(theme.count + 1)))
  }

  /// The cases' names; with their number where a lab was run several times, for many systems take cases of one name
  /// for one.
  private static func names(_ outcomes: [LabOutcome]) -> [String] {
    let names = outcomes.map { split($0).name }
    let totals = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
    var numbers: [String: Int] = [:]
    return names.map { name in
      numbers[name, default: 0] += 1
      return totals[name] == 1 ? name : "\(name) #\(numbers[name] ?? 1)"
    }
  }

  /// In the order in which the themes first stand.
  private static func byTheme(_ outcomes: [LabOutcome]) -> [(theme: String, outcomes: [LabOutcome])] {
    var order: [String] = []
    var groups: [String: [LabOutcome]] = [:]
    for outcome in outcomes {
      let theme = split(outcome).theme
      if groups[theme] == nil { order.append(theme) }
      groups[theme, default: []].append(outcome)
    }
    return order.map { ($0, groups[$0] ?? []) }
  }
}
