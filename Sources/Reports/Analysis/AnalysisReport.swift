package import TCPAnalysis

/// A way to show what a capture holds. Pure, and piece by piece: a capture may have more connections than fit
/// into memory. The order: `begin`, every connection by id, then, where frames are asked for, every frame.
package protocol AnalysisReport {
  mutating func begin(_ facts: CaptureFacts, into text: inout String)
  /// - Parameter ladder: nil where none is drawn.
  mutating func connection(_ summary: ConnectionSummary, ladder: Ladder?, into text: inout String)
  mutating func frame(_ frame: FrameRecord, into text: inout String)
  mutating func end(into text: inout String)
}
