package import TCPAnalysis

/// What an analysis says of a capture as a whole.
package struct CaptureFacts: Sendable, Hashable {
  package var file: String
  package var linkTypes: [String]
  package var frames: Int
  package var tcpSegments: Int
  /// How many frames are no TCP segment, by reason; with the segments they make up all frames.
  package var skipped: [String: Int]
  /// The file ends in the middle of a frame, or is damaged.
  package var truncated: Bool
  package var warnings: [String]
  /// How the connections ended.
  package var endings: [ConnectionEnding: Int] = [:]
  /// When the last frame was captured; nil where there is none.
  package var endNs: Int64?

  package init(
    file: String, linkTypes: [String] = [], frames: Int = 0, tcpSegments: Int = 0,
    skipped: [String: Int] = [:],
    truncated: Bool = false, warnings: [String] = []
  ) {
    self.file = file
    self.linkTypes = linkTypes
    self.frames = frames
    self.tcpSegments = tcpSegments
    self.skipped = skipped
    self.truncated = truncated
    self.warnings = warnings
  }
}
