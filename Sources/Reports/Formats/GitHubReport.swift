import Evidence

/// The report for a GitHub Actions log: an annotation per problem, then each lab in a fold of its own.
///
/// For the page of the job, add `--format markdown >> "$GITHUB_STEP_SUMMARY"`.
/// Source: GitHub Actions, "Workflow commands for GitHub Actions".
package struct GitHubReport: Report {
  package static let name = "github"
  package static let summary = "For GitHub Actions: annotations at the lab file's lines, the labs in folds."

  private static let width = 100

  package init() {}

  package func render(_ run: RunSummary, options: RenderOptions) -> String {
    var lines: [String] = []
    for outcome in run.outcomes where outcome.verdict != .pass { lines += annotations(outcome) }
    var options = options
    options.width = Self.width
    options.colour = false
    var choice = LadderChoice(run, options: options)
    for outcome in run.outcomes {
      let name = "\(outcome.verdict.rawValue): \(outcome.name)"
      lines.append("::group::\(Self.data(name))")
      var page = TextPage(options: options)
      page.add(outcome, ladder: choice.shows(outcome))
      lines += page.text.split(separator: "\n", omittingEmptySubsequences: false).map {
        Self.inert(String($0))
      }
      lines.append("::endgroup::")
    }
    lines.append("\(run.sentence) · Linux \(Self.inert(run.kernel.harmless)) · seed \(run.seed)")
    return lines.map { $0 + "\n" }.joined()
  }

  private func annotations(_ outcome: LabOutcome) -> [String] {
    let record = outcome.record
    let word = outcome.verdict == .fail ? "error" : "warning"
    let found = outcome.expectations.filter { $0.verdict != .pass }
    guard !found.isEmpty else {
      return [
        "::\(word) file=\(Self.property(record.labFile)),title=\(Self.property(outcome.name))::"
          + Self.data(outcome.reason)
      ]
    }
    return found.map { expectation in
      let word = expectation.verdict == .fail ? "error" : "warning"
      let message =
        [expectation.text.harmless, expectation.evidence.harmless] + Comparison(expectation).plainLines
      let place = "file=\(Self.property(record.labFile)),line=\(expectation.line)"
      return "::\(word) \(place),title=\(Self.property(outcome.name))::"
        + message.map { Self.encoded($0) }.joined(separator: "%0A")
    }
  }

  /// The value of a command's property.
  private static func property(_ text: String) -> String {
    encoded(text.harmless).replacing(":", with: "%3A").replacing(",", with: "%2C")
  }

  /// The text after a command's second `::`.
  private static func data(_ text: String) -> String { encoded(text.harmless) }

  private static func encoded(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "%": result += "%25"
      case "\r": result += "%0D"
      case "\n": result += "%0A"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return withoutOldCommands(result)
  }

  /// A line of the log that the runner does not take for a command: it looks for `::` at the start, spaces
  /// aside.
  private static func inert(_ line: String) -> String {
    let bytes = line.utf8.drop { $0 == 0x20 }
    guard bytes.starts(with: "::".utf8) else { return withoutOldCommands(line) }
    return withoutOldCommands(String(line.prefix { $0 == " " }) + "\\" + String(Substring(bytes)))
  }

  /// The runner's older form of a command counts anywhere in a line.
  private static func withoutOldCommands(_ line: String) -> String {
    line.replacing("##[", with: "## [")
  }
}
