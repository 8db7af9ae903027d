/// A way to show what runs came to. Pure: the same summary gives the same text.
///
/// A new format is one file in `Formats/` and one line in `ReportCatalog.all`.
package protocol Report: Sendable {
  /// The word after `--format`.
  static var name: String { get }
  /// One sentence for the reference.
  static var summary: String { get }

  init()

  /// Whether it may show what happened in a run that passed, where so many labs are run: packets, calls, states. Where
  /// it does not, the record's `head` is enough of such a run.
  static func showsPassedRuns(labs: Int, options: RenderOptions) -> Bool

  /// The whole output, ending in a line feed.
  func render(_ run: RunSummary, options: RenderOptions) -> String
}

extension Report {
  package static func showsPassedRuns(labs: Int, options: RenderOptions) -> Bool {
    LadderChoice.mayShowPassedRuns(labs: labs, options: options)
  }
}

/// All report formats, the default first.
package enum ReportCatalog {
  package static let all: [any Report.Type] = [
    TextReport.self,
    JSONReport.self,
    JUnitReport.self,
    MarkdownReport.self,
    GitHubReport.self,
    HTMLReport.self,
  ]

  package static let names = all.map { $0.name }

  /// The format of a name; nil for one that does not exist.
  package static func report(named name: String) -> (any Report)? {
    all.first { $0.name == name }?.init()
  }
}

/// How a report is to look. Formats take what concerns them.
package struct RenderOptions: Sendable, Hashable {
  /// How much is said.
  package enum Verbosity: Sendable, Hashable {
    /// One line per lab, and what went wrong.
    case quiet
    case normal
    /// Also evidence of what passed, steps and sequence numbers in ladders.
    case full
  }

  /// Which labs get a ladder diagram.
  package enum Ladders: Sendable, Hashable {
    /// Of every lab while they are few, else of those that did not pass; of a repeated lab once.
    case automatic
    case all, none
  }

  /// Columns of the terminal; at least `LadderLayout.leastWidth`.
  package var width: Int
  package var colour: Bool
  /// For terminals and locales without box drawing.
  package var ascii: Bool
  package var verbosity: Verbosity
  package var ladders: Ladders

  package init(
    width: Int = 80, colour: Bool = false, ascii: Bool = false, verbosity: Verbosity = .normal,
    ladders: Ladders = .automatic
  ) {
    self.width = max(LadderLayout.leastWidth, width)
    self.colour = colour
    self.ascii = ascii
    self.verbosity = verbosity
    self.ladders = ladders
  }

  package var glyphs: Glyphs { ascii ? .ascii : .unicode }
  package var ladderDetail: Ladder.Detail { verbosity == .full ? .full : .normal }
}
