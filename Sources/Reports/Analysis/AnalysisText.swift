package import TCPAnalysis
import WireFormat

/// An analysis for people: a headline for each connection, what happened to it and, where asked for, its ladder;
/// then the frames.
package struct AnalysisText: AnalysisReport {
  private let options: RenderOptions
  private let drawsLadders: Bool
  private var firstFrameNs: Int64?
  private var captureEndNs: Int64?
  /// Connections whose ladder was left out, and the first of them.
  private var undrawn = 0
  private var firstUndrawn = 0

  package init(options: RenderOptions, drawsLadders: Bool = false) {
    self.options = options
    self.drawsLadders = drawsLadders
  }

  package mutating func begin(_ facts: CaptureFacts, into text: inout String) {
    var line = StyledLine(options.glyphs.clean(facts.file), .strong)
    line.append(": \(Quantity.count(facts.frames, "packet"))")
    if facts.frames > 0 {
      line.append(", \(facts.tcpSegments == facts.frames ? "all" : "\(facts.tcpSegments)") TCP")
    }
    if !facts.linkTypes.isEmpty { line.append(" (\(facts.linkTypes.joined(separator: ", ")))") }
    add(line, into: &text)
    let skipped = facts.skipped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    if !skipped.isEmpty {
      let parts = skipped.map { "\($0.value) \($0.key)" }
      add(StyledLine("Not TCP: \(parts.joined(separator: ", ")).", .dim), into: &text)
    }
    for warning in facts.warnings {
      addWrapped("Warning: \(warning)", indent: "", tone: .warning, into: &text)
    }
    captureEndNs = facts.endNs
    let total = facts.endings.values.reduce(0, +)
    if total > 1 {
      let parts = ConnectionEnding.allCases.compactMap { ending in
        facts.endings[ending].map { "\($0) \(ending.rawValue)" }
      }
      addWrapped("\(total) connections: \(parts.joined(separator: ", ")).", indent: "", into: &text)
    }
  }

  package mutating func connection(_ summary: ConnectionSummary, ladder: Ladder?, into text: inout String) {
    text += "\n"
    var line = StyledLine("\(summary.id)  ", .dim)
    line.append("\(summary.client)", .host)
    line.append(summary.clientKnown ? " \(options.glyphs.to) " : " ? ")
    line.append("\(summary.server)", .host)
    var rest = StyledLine("  \(summary.ending.rawValue)", Self.tone(summary.ending))
    rest.append("  \(Quantity.duration(ns: Quantity.elapsedNs(from: summary.startNs, to: summary.endNs)))")
    rest.append("  \(summary.history)", .dim)
    if line.width + rest.width > options.width {
      // Two long IPv6 addresses fill a line.
      add(line, into: &text)
      line = StyledLine(" ")
    }
    for span in rest.spans { line.append(span.text, span.tone) }
    add(line, into: &text)
    for sentence in ConnectionStory(summary, captureEndNs: captureEndNs).sentences {
      addWrapped(sentence, indent: "   ", into: &text)
    }
    if let ladder {
      text += "\n"
      for line in LadderText.lines(ladder, width: options.width, glyphs: options.glyphs) {
        add(line, into: &text)
      }
    } else if drawsLadders {
      if undrawn == 0 { firstUndrawn = summary.id }
      undrawn += 1
    }
  }

  package mutating func frame(_ frame: FrameRecord, into text: inout String) {
    if firstFrameNs == nil {
      text += "\n"
      firstFrameNs = frame.timeNs
    }
    let label = frame.label
    let seconds = AnalysisJSON.seconds(ns: frame.timeNs &- (firstFrameNs ?? 0))
    var line = StyledLine(TextFit.padded("\(frame.number)", to: 6, right: true) + " ", .dim)
    line.append(TextFit.padded(seconds, to: 14, right: true) + "  ")
    line.append(Self.connection(label) + "  ", .dim)
    let tone = PacketWords.tone(
      of: label.packetClass, isResent: label.flags.contains(.retransmission))
    line.append(label.packetClass.rawValue, tone)
    for flag in label.flags { line.append(" \(flag.rawValue)") }
    if let kind = label.kind { line.append(" \(kind.rawValue)", .retransmission) }
    if let cause = label.cause { line.append(" \(cause.rawValue)", .reset) }
    if label.sender != nil { line.append(" \(frame.numbers)") }
    add(line, into: &text)
    guard options.verbosity == .full || label.kind != nil || label.cause != nil else { return }
    addWrapped(frame.why, indent: "          ", tone: .dim, into: &text)
  }

  package mutating func end(into text: inout String) {
    guard undrawn > 0 else { return }
    let number = undrawn == 1 ? "\(firstUndrawn)" : "N"
    let those =
      undrawn == 1 ? "connection \(firstUndrawn)" : "\(undrawn) connections, from \(firstUndrawn) on,"
    text += "\n"
    addWrapped(
      "The ladder of \(those) is left out; --connection \(number) --ladder draws one.", indent: "",
      into: &text)
  }

  private func addWrapped(_ sentence: String, indent: String, tone: Tone = .plain, into text: inout String) {
    let columns = options.width - indent.utf8.count
    for piece in TextFit.wrapped(options.glyphs.clean(sentence), to: columns) {
      add(StyledLine(indent + piece, tone), into: &text)
    }
  }

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
}
