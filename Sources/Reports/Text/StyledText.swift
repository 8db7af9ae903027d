/// What a piece of text means, from which its colour follows.
package enum Tone: String, Sendable, Hashable, CaseIterable {
  case plain, dim, strong
  case success, failure, warning
  /// Packets, by what they do to the connection.
  case opening, data, acknowledgment, closing, reset, probe, retransmission, network
  case call, state, fault, host

  /// The parameters of the terminal's SGR sequence; empty for the terminal's own colour.
  ///
  /// Only the sixteen basic colours, which a user's theme defines. Source: ECMA-48 §8.3.117.
  package var sgr: String {
    switch self {
    case .plain, .call: ""
    case .dim: "2"
    case .strong, .host: "1"
    case .success: "32"
    case .failure: "1;31"
    case .warning: "33"
    case .opening: "36"
    case .data: "1"
    case .acknowledgment: "2"
    case .closing: "33"
    case .reset: "1;31"
    case .probe: "34"
    case .retransmission: "35"
    case .network: "2;36"
    case .state: "32"
    case .fault: "1;7;31"
    }
  }
}

/// A line of text whose pieces have a tone.
package struct StyledLine: Sendable, Hashable {
  /// A piece of one tone.
  package struct Span: Sendable, Hashable {
    package var text: String
    package var tone: Tone

    package init(_ text: String, _ tone: Tone) {
      self.text = text
      self.tone = tone
    }
  }

  package var spans: [Span]

  package init(_ spans: [Span] = []) { self.spans = spans }

  package init(_ text: String, _ tone: Tone = .plain) { self.spans = [Span(text, tone)] }

  /// Adds a piece at the end.
  package mutating func append(_ text: String, _ tone: Tone = .plain) {
    guard !text.isEmpty else { return }
    if let last = spans.last, last.tone == tone {
      spans[spans.count - 1].text += text
    } else {
      spans.append(Span(text, tone))
    }
  }

  package var width: Int { spans.reduce(0) { $0 + DisplayWidth.of($1.text) } }

  /// The line without trailing spaces, in colour where asked for.
  package func rendered(colour: Bool) -> String {
    var kept = spans
    while let last = kept.last {
      guard let end = last.text.lastIndex(where: { $0 != " " }) else {
        kept.removeLast()
        continue
      }
      kept[kept.count - 1].text = String(last.text[...end])
      break
    }
    var result = ""
    for span in kept {
      let sgr = colour ? span.tone.sgr : ""
      result += sgr.isEmpty ? span.text : "\u{1b}[\(sgr)m\(span.text)\u{1b}[0m"
    }
    return result
  }
}
