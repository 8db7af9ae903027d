import Evidence
import Foundation
import Testing

@testable import Reports

@Suite("Report catalog")
struct ReportCatalogTests {
  @Test("Every file in Formats/ stands in the catalog, and the other way round")
  func folderMatchesCatalog() throws {
    // Rules out a format that was written and forgotten.
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder = package.appending(path: "Sources/Reports/Formats").path()
    let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
      $0.hasSuffix("Report.swift")
    }
    let types = ReportCatalog.all.map { "\($0).swift" }
    #expect(files.sorted() == types.sorted())
  }

  @Test("Names are unique words, text is the default, summaries are sentences")
  func namesAreWords() {
    // Rules out two formats behind one word.
    #expect(ReportCatalog.names == ["text", "json", "junit", "markdown", "github", "html"])
    #expect(ReportCatalog.all.allSatisfy { $0.summary.hasSuffix(".") })
    #expect(ReportCatalog.report(named: "yaml") == nil)
  }

  @Test(
    "The exit status tells the worst verdict, a failure before an inconclusive one",
    arguments: [
      ([], 0), ([.pass, .pass], 0), ([.pass, .inconclusive], 2), ([.inconclusive, .fail], 1), ([.fail], 1),
    ] as [([Verdict], Int32)])
  func exitStatus(_ row: (verdicts: [Verdict], status: Int32)) {
    // Rules out a CI job that is green with a lab that nobody could judge.
    let outcomes = row.verdicts.map { ReportEscapingTests.outcome(SampleRecord.refusedConnect(), $0) }
    #expect(RunSummary(stored: outcomes).exitStatus == row.status)
  }

  @Test("Of two hundred passes of one lab, one ladder is drawn; a failure among them has its own")
  func repeatsHaveOneLadder() {
    // Rules out two hundred ladders, and a failure without one.
    var outcomes = Array(repeating: SampleSummary.killed, count: 200)
    outcomes[150].verdict = .fail
    let text = TextReport().render(RunSummary(stored: outcomes), options: RenderOptions())
    #expect(text.components(separatedBy: "192.0.2.1").count - 1 == 2)
  }

  @Test("Of many runs that passed, the heads of their records are enough", arguments: ReportCatalog.names)
  func heads(name: String) throws {
    // Rules out a report that lacks what the runner has let go.
    let report = try #require(ReportCatalog.report(named: name))
    let outcomes = (0..<20).map { index in
      var outcome = index == 7 ? SampleSummary.refused : SampleSummary.killed
      outcome.record.variant = "\(index)"
      return outcome
    }
    let heads = outcomes.map { outcome in
      var outcome = outcome
      if outcome.verdict == .pass { outcome.record = outcome.record.head }
      return outcome
    }
    for options in [
      RenderOptions(), RenderOptions(verbosity: .quiet), RenderOptions(verbosity: .full),
      RenderOptions(ladders: .none), RenderOptions(ladders: .all),
    ] where !type(of: report).showsPassedRuns(labs: outcomes.count, options: options) {
      let expected = report.render(RunSummary(stored: outcomes), options: options)
      #expect(report.render(RunSummary(stored: heads), options: options) == expected)
    }
  }
}
