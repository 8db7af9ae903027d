import Evidence

/// The report for a person at a terminal.
package struct TextReport: Report {
  package static let name = "text"
  package static let summary = "For people: verdicts with their evidence, and a ladder diagram of each run."

  package init() {}

  package func render(_ run: RunSummary, options: RenderOptions) -> String {
    var page = TextPage(options: options)
    page.addHeading(run)
    var choice = LadderChoice(run, options: options)
    for outcome in run.outcomes {
      page.add(outcome, ladder: choice.shows(outcome))
    }
    page.addFooter(run)
    return page.text
  }
}

/// The lines of a text report.
struct TextPage {
  let options: RenderOptions
  private var lines: [StyledLine] = []

  private static let indent = 2
  /// More than this is cut: the record has it all.
  private static let mostTextLines = 8
  private static let mostItems = 40

  init(options: RenderOptions) { self.options = options }

  private var glyphs: Glyphs { options.glyphs }
  private var isQuiet: Bool { options.verbosity == .quiet }

  var text: String {
    lines.map { $0.rendered(colour: options.colour) + "\n" }.joined()
  }

  mutating func addHeading(_ run: RunSummary) {
    guard !isQuiet else { return }
    var line = StyledLine("halfopen", .strong)
    line.append(" \(glyphs.dot) ", .dim)
    line.append(
      "Linux \(short(run.kernel))" + andOthers(run.outcomes.contains { $0.record.kernel != run.kernel }))
    line.append(" \(glyphs.dot) ", .dim)
    line.append("seed \(run.seed)" + andOthers(run.outcomes.contains { $0.record.seed != run.seed }))
    addFitting(line)
    lines.append(StyledLine())
  }

  mutating func addFooter(_ run: RunSummary) {
    if !isQuiet {
      lines.append(StyledLine(String(repeating: String(glyphs.rule), count: options.width), .dim))
    }
    var line = StyledLine()
    line.append(Quantity.count(run.outcomes.count, "lab") + ": ", .strong)
    for (index, verdict) in Verdict.allCases.enumerated() {
      let count = run.count(verdict)
      if index > 0 { line.append(", ") }
      line.append("\(count) \(verdict.rawValue)", count == 0 ? .dim : verdict.tone)
    }
    line.append(" \(glyphs.dot) ", .dim)
    line.append(Quantity.duration(ns: run.elapsedNs), .dim)
    addFitting(line)
  }

  // MARK: One lab

  mutating func add(_ outcome: LabOutcome, ladder: Bool) {
    addTitle(outcome)
    if isQuiet {
      if outcome.verdict != .pass { addFindings(outcome) }
      return addCounts(outcome.disagreements)
    }
    add(glyphs.clean(outcome.record.title), indent: Self.indent, tone: .strong)
    if outcome.verdict != .pass { addReason(outcome) }
    addProblems(outcome)
    lines.append(StyledLine())
    addClaims(outcome)
    addExpectations(outcome)
    addReferee(outcome)
    if ladder { addLadder(outcome.record) }
    if !outcome.directory.isEmpty {
      addDirectory(outcome)
      lines.append(StyledLine())
    }
  }

  private mutating func addDirectory(_ outcome: LabOutcome) {
    guard !outcome.directory.isEmpty else { return }
    add("record: \(glyphs.clean(outcome.directory))", indent: Self.indent, tone: .dim)
  }

  /// Runs of several commands have no seed in common.
  private func andOthers(_ differ: Bool) -> String { differ ? " and others" : "" }

  private mutating func addTitle(_ outcome: LabOutcome) {
    let seconds = Quantity.duration(ns: outcome.elapsedNs)
    let verdict = "\(glyphs.symbol(outcome.verdict)) \(outcome.verdict.rawValue)"
    let room = options.width - DisplayWidth.of(verdict) - seconds.count - 5
    let name = TextFit.clipped(glyphs.clean(outcome.name), to: room, ellipsis: glyphs.ellipsis)
    var line = StyledLine(verdict, outcome.verdict.tone)
    line.append("  ")
    line.append(name, .strong)
    line.append(String(repeating: " ", count: max(2, options.width - line.width - seconds.count)))
    line.append(seconds, .dim)
    lines.append(line)
  }

  private mutating func addReason(_ outcome: LabOutcome) {
    add("\(glyphs.to) \(glyphs.clean(outcome.reason))", indent: Self.indent, tone: outcome.verdict.tone)
  }

  private mutating func addFindings(_ outcome: LabOutcome) {
    addReason(outcome)
    addProblems(outcome)
    // A run that something kept from its end has not met what it expected there, which nobody needs to be told.
    let isWhole = outcome.record.problems.isEmpty
    for expectation in outcome.expectations where isWhole && expectation.verdict != .pass { add(expectation) }
    addDirectory(outcome)
    lines.append(StyledLine())
  }

  private mutating func addProblems(_ outcome: LabOutcome) {
    for problem in outcome.record.problems.prefix(Self.mostItems) where problem != outcome.reason {
      add("! \(glyphs.clean(problem))", indent: Self.indent, tone: .warning)
    }
  }

  private mutating func addClaims(_ outcome: LabOutcome) {
    guard !outcome.claims.isEmpty else { return }
    addSection("What sources say")
    for claim in outcome.claims {
      let source = claim.source.isEmpty ? "" : "\u{a0}[\(glyphs.clean(claim.source))]"
      add(claim.verdict.words, tone: claim.verdict.tone, "\(glyphs.clean(claim.text))\(source)")
      guard !claim.evidence.isEmpty else { continue }
      add("", tone: .dim, "\(glyphs.to) \(glyphs.clean(claim.evidence))", textTone: .dim)
    }
    lines.append(StyledLine())
  }

  private mutating func addExpectations(_ outcome: LabOutcome) {
    guard !outcome.expectations.isEmpty else { return }
    addSection("What was expected")
    for expectation in outcome.expectations { add(expectation) }
    lines.append(StyledLine())
  }

  private mutating func add(_ expectation: ExpectationOutcome) {
    let verdict = "\(glyphs.symbol(expectation.verdict)) line \(expectation.line)"
    add(verdict, tone: expectation.verdict.tone, Self.bound(glyphs.clean(expectation.text)))
    if !expectation.evidence.isEmpty {
      let isPass = expectation.verdict == .pass
      add(
        "", tone: .plain, "\(glyphs.to) \(glyphs.clean(expectation.evidence))",
        textTone: isPass ? .dim : expectation.verdict.tone)
    }
    addComparison(Comparison(expectation))
  }

  /// Expected and actual under each other in the same columns.
  private mutating func addComparison(_ comparison: Comparison) {
    for row in comparison.rows {
      var line = StyledLine(TextFit.padded(row.word, to: 14, right: true), .strong)
      line.append(" \(TextFit.padded(glyphs.clean(row.mark.rawValue), to: 1)) ", row.tone)
      line.append(row.time.isEmpty ? "" : row.time + "  ", .dim)
      // A time that leaves no room is part of the text.
      let isNarrow = options.width - line.width < 10
      if isNarrow { line = StyledLine(String(repeating: " ", count: 17)) }
      let text = (isNarrow ? row.time + " " : "") + glyphs.clean(row.text)
      let indent = line.width
      let pieces = TextFit.wrapped(
        text, to: options.width - indent, maxLines: Self.mostTextLines, ellipsis: glyphs.ellipsis)
      for (number, piece) in pieces.enumerated() {
        if number > 0 { line = StyledLine(String(repeating: " ", count: indent)) }
        line.append(piece, row.tone)
        lines.append(line)
      }
    }
  }

  private mutating func addReferee(_ outcome: LabOutcome) {
    if let sentence = outcome.refereeSentence {
      add(sentence, indent: Self.indent, tone: .dim)
      lines.append(StyledLine())
    }
    addDisagreements(outcome.disagreements)
  }

  private mutating func addDisagreements(_ disagreements: [RefereeDisagreement]) {
    guard !disagreements.isEmpty else { return }
    addSection("Where the kernel's counters disagree with the labels")
    for item in disagreements.prefix(Self.mostItems) {
      add(
        glyphs.clean(item.host), tone: .warning,
        "\(glyphs.clean(item.counts)): \(glyphs.clean(item.explanation))")
    }
    lines.append(StyledLine())
  }

  /// A line for each, without the explanation.
  private mutating func addCounts(_ disagreements: [RefereeDisagreement]) {
    for item in disagreements.prefix(Self.mostItems) {
      add("! \(glyphs.clean("\(item.host): \(item.counts)"))", indent: Self.indent, tone: .warning)
    }
  }

  private mutating func addLadder(_ record: RunRecord) {
    let ladder = Ladder(record, detail: options.ladderDetail)
    lines += LadderText.lines(ladder, width: options.width, glyphs: glyphs)
    lines.append(StyledLine())
  }

  // MARK: Pieces

  private func short(_ text: String) -> String {
    TextFit.clipped(glyphs.clean(text), to: 24, ellipsis: glyphs.ellipsis)
  }

  private mutating func addSection(_ title: String) {
    add(title, indent: Self.indent, tone: .dim)
  }

  /// YAML's brackets, kept on the line of what they hold.
  private static func bound(_ text: String) -> String {
    var text = text
    for bracket in ["{", "["] { text = text.replacing("\(bracket) ", with: "\(bracket)\u{a0}") }
    for bracket in ["}", "]"] { text = text.replacing(" \(bracket)", with: "\u{a0}\(bracket)") }
    return text
  }

  /// A line as it is, or wrapped and plain where it is too wide.
  private mutating func addFitting(_ line: StyledLine) {
    guard line.width > options.width else { return lines.append(line) }
    add(line.spans.map(\.text).joined(), indent: 0, tone: .plain)
  }

  /// A text wrapped to the width, every line indented.
  private mutating func add(_ text: String, indent: Int, tone: Tone) {
    for piece in TextFit.wrapped(
      text, to: options.width - indent, maxLines: Self.mostTextLines, ellipsis: glyphs.ellipsis)
    {
      lines.append(StyledLine(String(repeating: " ", count: indent) + piece, tone))
    }
  }

  /// A word in the left column and a wrapped text in the right one.
  private mutating func add(_ word: String, tone: Tone, _ text: String, textTone: Tone = .plain) {
    let column = 17
    let word = TextFit.clipped(word, to: options.width / 2, ellipsis: glyphs.ellipsis)
    var line = StyledLine("    ")
    line.append(word, tone)
    // A word too long for its column stands on a line of its own.
    if line.width >= column {
      lines.append(line)
      line = StyledLine()
    }
    for piece in TextFit.wrapped(
      text, to: options.width - column, maxLines: Self.mostTextLines, ellipsis: glyphs.ellipsis)
    {
      line.append(String(repeating: " ", count: column - line.width))
      line.append(piece.replacing("\u{a0}", with: " "), textTone)
      lines.append(line)
      line = StyledLine()
    }
  }
}

extension Glyphs {
  /// The sign of a verdict.
  func symbol(_ verdict: Verdict) -> Character {
    switch verdict {
    case .pass: pass
    case .fail: fail
    case .inconclusive: "?"
    }
  }
}

extension Verdict {
  var tone: Tone {
    switch self {
    case .pass: .success
    case .fail: .failure
    case .inconclusive: .warning
    }
  }
}

extension ClaimOutcome.Verdict {
  /// A refuted claim is a finding, not a failure.
  var tone: Tone {
    switch self {
    case .confirmed: .success
    case .refuted, .kernelDependent: .retransmission
    case .notJudged: .dim
    }
  }
}
