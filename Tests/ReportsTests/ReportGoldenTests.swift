import TestSupport
import Testing

@testable import Reports

@Suite("Report formats")
struct ReportGoldenTests {
  /// Of the golden files, in the repository.
  static let folder = "Tests/ReportsTests/Goldens"

  struct Case: CustomTestStringConvertible, Sendable {
    var file: String
    var format: String
    var options = RenderOptions()

    var testDescription: String { file }
  }

  static let cases =
    ReportCatalog.names.map { Case(file: "sample.\($0)", format: $0) } + [
      Case(file: "wide.text", format: "text", options: RenderOptions(width: 120)),
      Case(file: "ascii.text", format: "text", options: RenderOptions(ascii: true)),
      Case(file: "colour.text", format: "text", options: RenderOptions(colour: true)),
      Case(file: "full.text", format: "text", options: RenderOptions(width: 100, verbosity: .full)),
      Case(file: "quiet.text", format: "text", options: RenderOptions(verbosity: .quiet)),
    ]

  @Test("The sample run is shown as the golden file shows it", arguments: cases)
  func matchesGolden(_ row: Case) throws {
    // Rules out a change of any format that nobody looked at.
    let report = try #require(ReportCatalog.report(named: row.format))
    let rendered = report.render(SampleSummary.run, options: row.options)
    try Golden.compare(rendered, with: "\(Self.folder)/\(row.file)")
  }

  static let ladders = [
    "four-hosts": SampleLadders.fourHosts, "long-run": SampleLadders.longRun,
    "hostile": SampleLadders.hostile,
  ]

  @Test(
    "A ladder that is hard to draw is drawn as the golden file shows it",
    arguments: ladders.keys.sorted(), [80, 120])
  func ladderMatchesGolden(_ name: String, width: Int) throws {
    // Rules out a change of the layout that nobody looked at.
    let make = try #require(Self.ladders[name])
    let record = make()
    let lines = LadderText.lines(Ladder(record), width: width, glyphs: .unicode)
    let text = lines.map { $0.rendered(colour: false) + "\n" }.joined()
    try Golden.compare(text, with: "\(Self.folder)/\(name)-\(width).ladder")
  }
}
