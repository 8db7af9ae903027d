/// One line of a laid-out ladder: texts, lifelines and at most one arrow, each at its cells.
///
/// A cell is one character of a terminal.
package struct LadderLine: Sendable, Hashable {
  /// A text from a cell on, to the right.
  package struct Text: Sendable, Hashable {
    package var x: Int
    package var text: String
    package var tone: Tone
  }

  /// What a lifeline shows on this line.
  package enum Strand: Sendable, Hashable {
    case line(Ladder.Lifeline)
    /// Time passes without anything happening.
    case gap(Ladder.Lifeline)
    /// Something leaves or is written to the right, to the left.
    case teeRight, teeLeft
    case fault
    case blank

    package var isGap: Bool {
      if case .gap = self { return true }
      return false
    }
  }

  /// A stretch of an arrow's shaft, both ends included.
  package struct Stroke: Sendable, Hashable {
    package var fromX: Int
    package var toX: Int
    package var pattern: Pattern
  }

  /// How a stroke is drawn.
  package enum Pattern: Sendable, Hashable {
    case solid
    /// Every other cell, counted from the end where the label is.
    case brokenFromLeft, brokenFromRight
  }

  /// The tip of an arrow.
  package struct Head: Sendable, Hashable {
    package var x: Int
    package var pointsRight: Bool
  }

  /// Where the time stands on the first line of an event.
  package var time: String = ""
  /// One per lifeline.
  package var strands: [Strand]
  package var texts: [Text] = []
  package var strokes: [Stroke] = []
  package var head: Head?
  /// The tone of strokes and head.
  package var tone: Tone = .plain

  package init(strands: [Strand]) { self.strands = strands }
}
