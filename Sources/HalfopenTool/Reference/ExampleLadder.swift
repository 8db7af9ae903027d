import PacketCapture
import Reports
import TCPAnalysis
import WireFormat

/// Draws the examples of the page about packet classes from their captures: with the same code as
/// `halfopen analyze --ladder`, so that the page shows what people see.
///
/// The page itself holds the drawings as text (`ClassLadders`), since an installed program has no captures; a test
/// compares them with what is drawn today.
enum ExampleLadder {
  /// Columns of a drawing: what a page shows without scrolling.
  private static let width = 88

  /// A capture does not show what it is to show.
  struct Missing: Error, CustomStringConvertible {
    var description: String
  }

  /// The drawing with its origin above it and the rule below, in Markdown, ending in a line feed.
  static func markdown(_ example: ClassExample, captures folder: String) throws -> String {
    let path = "\(folder)/\(example.capture)"
    let capture = CollectedCapture()
    var analysis = CaptureAnalysis(
      try CaptureFile(path: path), selection: CaptureAnalysis.Selection(listsFrames: true))
    var progress = ProgressBar()
    try analysis.read(progress: &progress)
    try analysis.write(capture)
    guard let shown = capture.frames.first(where: { example.word.isBorne(by: $0.label) }) else {
      throw Missing(description: "\(path) holds no frame that is '\(example.word.text)'")
    }
    // ARP belongs to no connection: it is drawn with the first one between the two hosts.
    guard let summary = capture.connections.first(where: { $0.id == shown.label.connection ?? $0.id }) else {
      throw Missing(description: "\(path) holds no connection to draw frame \(shown.number) with")
    }
    let frames = capture.frames.filter { $0.label.connection == summary.id || $0.note.isARP }
    let place = frames.firstIndex { $0.number == shown.number } ?? 0
    var drawing = ConnectionLadder(summary)
    for frame in frames[max(0, place - example.before)..<min(frames.count, place + example.after + 1)] {
      drawing.add(frame)
    }
    let lines = LadderText.lines(drawing.finish(), width: width, glyphs: .unicode)
      .map { $0.rendered(colour: false) }
    let drawn = "From \(example.origin), captured at the \(example.host):\n\n" + Markup.fenced(lines)
    // The class's own rule stands above already.
    guard shown.label.reason.rule != .classRule else { return drawn }
    return drawn + "\nFrame \(shown.number): \(shown.why)\n"
  }

  /// The Swift file that holds the drawings of one list.
  static func source(_ section: Section, captures folder: String) throws -> String {
    var entries = ""
    for example in ClassExample.all where section.holds(example.word) {
      let lines: [String] = try markdown(example, captures: folder).split(
        separator: "\n", omittingEmptySubsequences: false
      )
      .map { $0.isEmpty ? "" : "    " + $0 }
      entries += "    \"\(example.word.text)\": #\"\"\"\n\(lines.joined(separator: "\n"))    \"\"\"#,\n"
    }
    return """
      // Drawn by halfopen from Tests/Captures, and compared with them by a test: do not edit. The lines are as long as
      // the ladders are wide.
      extension ClassLadders {
        static let \(section.rawValue): [String: String] = [
      \(entries)  ]
      }

      """
  }

  /// The lists of the page, a file each.
  enum Section: String, CaseIterable {
    case classes, kinds, causes

    func holds(_ word: ClassExample.Word) -> Bool {
      switch word {
      case .packetClass: self == .classes
      case .kind: self == .kinds
      case .cause: self == .causes
      }
    }
  }
}

/// Drawings from real runs by word, made from `ClassExample.all`.
enum ClassLadders {}

/// What an analysis reports, as values.
private final class CollectedCapture: AnalysisReport {
  private(set) var connections: [ConnectionSummary] = []
  private(set) var frames: [FrameRecord] = []

  func begin(_ facts: CaptureFacts, into text: inout String) {}
  func connection(_ summary: ConnectionSummary, ladder: Ladder?, into text: inout String) {
    connections.append(summary)
  }
  func frame(_ frame: FrameRecord, into text: inout String) { frames.append(frame) }
  func end(into text: inout String) {}
}
