package import TCPAnalysis
import WireFormat

/// An analysis for people: a headline for each connection and what happened to it, then the frames.
package struct AnalysisText: AnalysisReport {
  private let options: RenderOptions
  private var firstFrameNs: Int64?

  package init(options: RenderOptions) { self.options = options }

  package mutating func begin(_ facts: CaptureFacts, into text: inout String) {
    var line = StyledLine(options.glyphs.clean(facts.file), .strong)
    line.append(
      ": \(Quantity.count(facts.frames, "frame")), \(Quantity.count(facts.tcpSegments, "TCP segment"))")
    if !facts.linkTypes.isEmpty { line.append(" (\(facts.linkTypes.joined(separator: ", ")))") }
    add(line, into: &text)
    let skipped = facts.skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !skipped.isEmpty {
      let parts = skipped.map { "\($0.value) \($0.key)" }
      add(StyledLine("Not TCP: \(parts.joined(separator: ", ")).", .dim), into: &text)
    }
    for warning in facts.warnings {
      add(StyledLine("Warning: \(options.glyphs.clean(warning))", .warning), into: &text)
    }
  }

  package mutating func connection(_ summary: ConnectionSummary, into text: inout String) {
    text += "\n"
    var line = StyledLine("\(summary.id)  ", .dim)
    line.append(ConnectionStory.name(summary.client), .host)
    line.append(summary.clientKnown ? " \(options.glyphs.to) " : " ? ")
    line.append(ConnectionStory.name(summary.server), .host)
    line.append("  \(summary.ending.rawValue)", Self.tone(summary.ending))
    line.append("  \(Quantity.duration(ns: summary.endNs &- summary.startNs))")
    line.append("  \(summary.history)", .dim)
    add(line, into: &text)
    for sentence in ConnectionStory(summary).sentences {
      for piece in Self.wrapped(options.glyphs.clean(sentence), columns: options.width - 3) {
        add(StyledLine("   \(piece)"), into: &text)
      }
    }
  }

  package mutating func frame(_ frame: FrameRecord, into text: inout String) {
    if firstFrameNs == nil {
      text += "\n"
      firstFrameNs = frame.timeNs
    }
    let label = frame.label
    var line = StyledLine("\(frame.number)".padded(to: 6) + " ", .dim)
    line.append(AnalysisJSON.seconds(ns: frame.timeNs &- (firstFrameNs ?? 0)).padded(to: 14) + "  ")
    line.append(Self.connection(label) + "  ", .dim)
    line.append(label.packetClass.rawValue, Self.tone(label))
    for flag in label.flags { line.append(" \(flag.rawValue)") }
    if let kind = label.kind { line.append(" \(kind.rawValue)", .retransmission) }
    if let cause = label.cause { line.append(" \(cause.rawValue)", .reset) }
    if label.sender != nil {
      line.append(" seq \(label.relativeSequence)")
      if frame.payloadBytes > 0 { line.append(":\(label.relativeSequence &+ frame.payloadBytes)") }
      if let acknowledgment = label.relativeAcknowledgment { line.append(" ack \(acknowledgment)") }
      line.append(" win \(label.scaledWindow)")
    }
    add(line, into: &text)
    guard options.verbosity == .full || label.kind != nil || label.cause != nil else { return }
    for piece in Self.wrapped(options.glyphs.clean(frame.why), columns: options.width - 10) {
      add(StyledLine("          \(piece)", .dim), into: &text)
    }
  }

  package mutating func end(into text: inout String) {}

  private func add(_ line: StyledLine, into text: inout String) {
    text += line.rendered(colour: options.colour) + "\n"
  }

  private static func connection(_ label: FrameLabel) -> String {
    guard let id = label.connection else { return "-" }
    switch label.sender {
    case .client: return "\(id) >"
    case .server: return "\(id) <"
    case nil: return "\(id)"
    }
  }

  private static func tone(_ ending: ConnectionEnding) -> Tone {
    switch ending {
    case .closed: .success
    case .open: .plain
    case .reset, .refused: .reset
    case .timedOut, .halfOpen, .unanswered: .warning
    }
  }

  private static func tone(_ label: FrameLabel) -> Tone {
    if label.flags.contains(.retransmission) { return .retransmission }
    switch label.packetClass {
    case .syn, .synAck, .handshakeAck: return .opening
    case .data, .outOfOrder: return .data
    case .ack, .duplicateAck, .windowUpdate, .keepaliveAck, .zeroWindowProbeAck, .challengeAck:
      return .acknowledgment
    case .fin: return .closing
    case .reset: return .reset
    case .keepaliveProbe, .zeroWindowProbe: return .probe
    case .arpRequest, .arpReply, .icmpError: return .network
    case .other: return .dim
    }
  }

  /// Lines of at most so many columns, broken between words.
  private static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && DisplayWidth.of(line) + 1 + DisplayWidth.of(word) > columns {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " \(word)"
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

extension String {
  /// Right-aligned in so many columns of ASCII.
  fileprivate func padded(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - utf8.count)) + self
  }
}
