import Evidence
import Testing

@testable import Reports

@Suite("Reports of hostile records")
struct ReportEscapingTests {
  static let nasty =
    "<b>&\"'</b> ]]> \u{1b}[31m \u{0} \u{9b} \u{202e} ``` | :: ##[error] @someone\n::error::injected"

  /// Every text that a record or a judgement brings is nasty.
  static let run = RunSummary(
    kernel: nasty, seed: 1, elapsed: .seconds(1),
    outcomes: [
      outcome(SampleLadders.hostile(), .fail), outcome(SampleLadders.hostile(), .inconclusive),
      outcome(RandomRecord.make(seed: 7), .pass),
    ])

  static func outcome(_ record: RunRecord, _ verdict: Verdict) -> LabOutcome {
    var record = record
    record.title += nasty
    record.labFile = nasty
    record.variant = nasty
    record.problems = [nasty]
    return LabOutcome(
      record: record, verdict: verdict, reason: nasty,
      claims: [ClaimOutcome(text: nasty, source: nasty, verdict: .refuted, evidence: nasty)],
      expectations: [
        ExpectationOutcome(
          line: 3, text: nasty, verdict: verdict, evidence: nasty, expected: [nasty, "same"], actual: [])
      ],
      referee: [
        RefereeComparison(
          host: nasty, counter: nasty, counted: .max, labelled: .min, atLeast: .min, atMost: 0,
          reasons: [nasty],
          meaning: nasty)
      ],
      directory: nasty)
  }

  private func render(_ format: String, _ options: RenderOptions = RenderOptions()) throws -> String {
    try #require(ReportCatalog.report(named: format)).render(Self.run, options: options)
  }

  @Test("No format lets a control character or a direction override through", arguments: ReportCatalog.names)
  func nothingIsObeyed(_ format: String) throws {
    // Rules out a record that clears the reader's screen, whatever the format.
    let text = try render(format)
    let bad = text.unicodeScalars.filter {
      ($0.value < 0x20 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E
    }
    #expect(bad.isEmpty)
    #expect(text.hasSuffix("\n"))
  }

  @Test("XML and HTML are well-formed, and say what the record says", arguments: ["junit", "html"])
  func markupIsWellFormed(_ format: String) throws {
    // Rules out text that becomes markup, and text that is dropped to avoid that.
    let document = try TinyXML(try render(format))
    #expect(document.texts.contains { $0.contains(Self.nasty.harmless) })
    // The page has one script: its own.
    #expect(document.elements["script"] == (format == "html" ? 1 : nil) && document.elements["b"] == nil)
  }

  @Test("Samples and random records make well-formed documents too", arguments: ["junit", "html"], 0..<40)
  func randomMarkupIsWellFormed(_ format: String, round: Int) throws {
    // Rules out a shape of record whose drawing has an unbalanced element; the seed repeats a failure.
    let seed = 0xD0C5_0000 + UInt64(round)
    let outcome = LabOutcome(
      record: RandomRecord.make(seed: seed), verdict: .pass, reason: "", claims: [], expectations: [],
      referee: [], directory: "")
    let run = RunSummary(stored: [outcome])
    let report = try #require(ReportCatalog.report(named: format))
    #expect(throws: Never.self, "seed \(seed)") { try TinyXML(report.render(run, options: RenderOptions())) }
  }

  @Test("The tiny parser refuses what is not well-formed")
  func parserBites() {
    // Rules out a parser that lets everything through.
    for bad in [
      "<a>", "<a></b>", "<a>&</a>", "<a>&nbsp;</a>", "<a><</a>", "<a b=c></a>", "<a b=\"<\"></a>", "x<a></a>",
      "<a>\u{1}</a>",
      "<a b=\"x\" \"></a>",
    ] {
      #expect(throws: TinyXML.Problem.self, "\(bad)") { try TinyXML(bad) }
    }
  }

  @Test("A GitHub log has no command but our own")
  func gitHubLogIsInert() throws {
    // Rules out a lab's title that sets an annotation or a mask of its own.
    for line in try render("github").split(separator: "\n") {
      let text = line.drop { $0 == " " }
      let ours = ["::error file=", "::warning file=", "::group::", "::endgroup::"]
      #expect(!text.hasPrefix("::") || ours.contains { line.hasPrefix($0) }, "\(line)")
      #expect(!line.contains("##["), "\(line)")
    }
  }

  @Test("Markdown has no element, mention or fence but our own")
  func markdownIsInert() throws {
    // Rules out a title that pings somebody, and a ladder that leaves its block.
    var fence: Substring?
    for line in try render("markdown").split(separator: "\n") {
      let text = line.drop { $0 == " " }
      let ticks = text.prefix { $0 == "`" }
      if ticks.count >= 3, fence == nil || (fence.map { $0.count <= ticks.count } ?? false) {
        fence = fence == nil ? ticks : nil
        continue
      }
      guard fence == nil else { continue }
      #expect(!line.contains("@someone"))
      #expect(!line.contains("<") || line.hasPrefix("<details") || line == "</details>", "\(line)")
    }
    #expect(fence == nil)
  }

  @Test("The text report keeps to its width, whatever the texts", arguments: [40, 80, 133], [false, true])
  func textKeepsWidth(_ width: Int, ascii: Bool) throws {
    // Rules out a long evidence, name or comparison that runs past the terminal.
    for line in try render("text", RenderOptions(width: width, ascii: ascii)).split(separator: "\n") {
      #expect(DisplayWidth.of(line) <= width, "\(line)")
      #expect(!ascii || line.allSatisfy(\.isASCII), "\(line)")
    }
  }

  @Test("Colour is there when asked for, and only then")
  func colourIsAsked() throws {
    // Rules out escape sequences in a file.
    let plain = try render("text")
    let coloured = try render("text", RenderOptions(colour: true))
    #expect(!plain.contains("\u{1b}"))
    #expect(coloured.contains("\u{1b}[1;31m"))
    #expect(
      coloured.replacing(#/\u{1b}\[[0-9;]*m/#, with: "").split(separator: "\n").map { $0.trimmingEnd }
        == plain.split(separator: "\n").map { $0.trimmingEnd })
  }
}

extension Substring {
  fileprivate var trimmingEnd: Substring {
    lastIndex { $0 != " " }.map { self[...$0] } ?? ""
  }
}
