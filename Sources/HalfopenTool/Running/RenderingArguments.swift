import ArgumentParser
import Reports

/// How a command shows its result: shared by all that print a report.
struct RenderingArguments: ParsableArguments {
  @Option(help: "How to show the result: \(ReportCatalog.names.joined(separator: ", ")).")
  var format: String = "text"

  @Option(help: "Columns of a line (default: the terminal's, else 100).")
  var width: Int?

  @Option(help: "Colours: auto (on a terminal, unless NO_COLOR is set), always, never.")
  var color: ColorChoice = .auto

  @Flag(help: "Draw with ASCII only (the default where the locale is not UTF-8 or TERM is dumb).")
  var ascii = false

  @Flag(name: .shortAndLong, help: "Only a line per lab, and what went wrong.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Also steps, sequence numbers and the proof of each fault.")
  var verbose = false

  @Option(help: "Which labs get a ladder diagram: auto, all, none.")
  var ladders: LadderArgument = .auto

  enum LadderArgument: String, ExpressibleByArgument, CaseIterable {
    case auto, all, none
  }

  func validate() throws {
    guard ReportCatalog.names.contains(format) else {
      throw ValidationError(
        "there is no format '\(format)'; the formats are \(ReportCatalog.names.joined(separator: ", "))")
    }
    if let width, !(LadderLayout.leastWidth...1000).contains(width) {
      throw ValidationError(
        "--width \(width) cannot be drawn; it is \(LadderLayout.leastWidth) to 1000 columns")
    }
    guard !(quiet && verbose) else { throw ValidationError("--quiet and --verbose exclude each other") }
  }

  /// The whole output for standard output.
  func render(_ run: RunSummary) throws -> String {
    guard let report = ReportCatalog.report(named: format) else {
      throw ValidationError("there is no format '\(format)'")
    }
    return report.render(run, options: options)
  }

  /// Whether the report will want more than the head of a record whose run passed.
  func showsPassedRuns(labs: Int) -> Bool {
    guard let report = ReportCatalog.report(named: format) else { return true }
    return type(of: report).showsPassedRuns(labs: labs, options: options)
  }

  var options: RenderOptions {
    let terminal = OutputTerminal()
    let ladders: RenderOptions.Ladders
    switch self.ladders {
    case .auto: ladders = .automatic
    case .all: ladders = .all
    case .none: ladders = .none
    }
    return RenderOptions(
      width: width ?? terminal.columns ?? 100, colour: color.isColoured(on: terminal),
      ascii: ascii || !terminal.drawsBoxes, verbosity: quiet ? .quiet : verbose ? .full : .normal,
      ladders: ladders)
  }
}
