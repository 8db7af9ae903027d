package import TCPAnalysis
import WireFormat

/// What happened to one connection, in plain sentences: who opened it, how it ended, what went wrong, and what
/// that says.
package struct ConnectionStory: Sendable {
  private let summary: ConnectionSummary
  private let captureEndNs: Int64?

  /// - Parameter captureEndNs: when the last frame of the capture was taken, to tell how long it was silent.
  package init(_ summary: ConnectionSummary, captureEndNs: Int64? = nil) {
    self.summary = summary
    self.captureEndNs = captureEndNs
  }

  package var sentences: [String] {
    [opening, traffic, ending, evidence].compactMap { $0 } + reports + troubles
  }

  private var opening: String? {
    let syns = summary.clientCounts.count(of: PacketClass.syn)
    guard summary.clientKnown else {
      return "Its beginning was not captured; that \(summary.client) is the client is a guess."
    }
    if summary.ending == .refused || summary.ending == .unanswered { return nil }
    var text = "\(summary.client) opened it"
    if syns > 1 { text += ", with \(syns) SYNs" }
    if let handshake = summary.handshakeNs {
      text += "; the handshake took \(Quantity.duration(ns: handshake))"
    } else if syns == 0 || summary.serverCounts.count(of: PacketClass.synAck) == 0 {
      text += "; not all of the handshake was captured"
    } else if summary.clientCounts.count(of: PacketClass.handshakeAck) == 0 {
      text += "; its handshake was not completed"
    }
    return text + "."
  }

  private var traffic: String? {
    let ours = summary.clientCounts
    let theirs = summary.serverCounts
    if summary.ending == .unanswered { return nil }
    if ours.frames == 0 || theirs.frames == 0 {
      let (seen, silent) = theirs.frames == 0 ? ("client", "server") : ("server", "client")
      let counts = theirs.frames == 0 ? ours : theirs
      return "The \(seen) sent \(sent(counts)); nothing that the \(silent) sent was captured."
    }
    guard ours.payloadBytes > 0 || theirs.payloadBytes > 0 else { return nil }
    return "The client sent \(sent(ours)), the server \(sent(theirs))."
  }

  private func sent(_ counts: DirectionCounts) -> String {
    "\(Quantity.bytes(counts.payloadBytes)) in \(Quantity.count(counts.frames, "packet"))"
  }

  private var ending: String? {
    switch summary.ending {
    case .closed:
      let (first, second) = summary.closedFirst == .server ? ("server", "client") : ("client", "server")
      return "The \(first) closed first, then the \(second): a full close."
    case .reset:
      return "\(sender(summary.resetBy)) reset it\(frame)"
        + (cause.map { ": \($0)" } ?? "; what was captured does not say for sure why") + "."
    case .refused:
      return
        "The server refused it: a RST\(frame.isEmpty ? "" : ", frame \(summary.resetFrame),") answered the SYN."
    case .timedOut:
      if summary.resetCause == .keepaliveExpired {
        return
          "\(sender(summary.resetBy)) gave it up with a RST\(frame): its keepalive probes were not answered."
      }
      return
        "\(sender(summary.waiting)) repeated itself \(times(summary.unansweredCount)) without an answer and then was silent: it gave up."
    case .halfOpen:
      return
        "\(sender(summary.waiting)) had repeated itself \(times(summary.unansweredCount)) without an answer when the capture ended: the other end is gone, or cannot be reached."
    case .open:
      if let closed = summary.closedFirst {
        return
          "\(sender(closed)) closed its direction; the other end had not when the capture ended\(silence)."
      }
      return "It was still open when the capture ended\(silence)."
    case .unanswered:
      return
        "Nobody answered \(Quantity.count(summary.clientCounts.count(of: PacketClass.syn), "SYN")) of \(summary.client): the server is gone, cannot be reached, or drops them."
    }
  }

  /// How long nothing had come when the capture ended, where that is worth a word.
  private var silence: String {
    guard let captureEndNs else { return "" }
    let elapsed = Quantity.elapsedNs(from: summary.endNs, to: captureEndNs)
    return elapsed >= 1_000_000_000 ? ", \(Quantity.duration(ns: elapsed)) after its last packet" : ""
  }

  // MARK: Resets

  private var frame: String { summary.resetFrame > 0 ? " in frame \(summary.resetFrame)" : "" }

  private var cause: String? {
    switch summary.resetCause {
    case nil, .unknown: nil
    case .refused: "nothing listens there"
    case .noSuchConnection: "its host does not know the connection (any more)"
    case .unreadData: "it was closed with bytes that nobody had read"
    case .dataAfterClose: "data came after it had closed"
    case .lingerZero: "an aborting close (SO_LINGER 0, or the socket was destroyed)"
    case .keepaliveExpired: "its keepalive probes were not answered"
    case .backlogOverflow: "its accept queue was full"
    case .firewall: "but another host sent that RST in its name"
    case .answeredOldDuplicate: "it answered an old duplicate"
    }
  }

  private var evidence: String? {
    switch summary.ending {
    case .reset, .refused, .timedOut: summary.resetEvidence.map { "Evidence: \($0)" }
    case .closed, .halfOpen, .open, .unanswered: nil
    }
  }

  /// What hosts and routers said about it.
  private var reports: [String] {
    let errors = summary.icmpErrors
    var sentences = errors.findings.map { finding in
      let evidence = finding.evidence
      let count = finding.count > 1 ? ", \(times(finding.count))" : ""
      return
        "\(reporter(evidence)) reported “\(evidence.meaning)” to the \(evidence.about.rawValue) about it\(count)."
    }
    if errors.otherCount > 0 {
      sentences.append("\(Quantity.count(errors.otherCount, "other ICMP error")) came about it.")
    }
    return sentences
  }

  /// An end of the connection by its part in it, anybody else by the address.
  private func reporter(_ evidence: ICMPEvidence) -> String {
    let other = evidence.about == .client ? summary.server : summary.client
    guard evidence.reporter == other.address else { return "\(evidence.reporter)" }
    return evidence.about == .client ? "The server's host" : "The client's host"
  }

  // MARK: What went wrong

  private var troubles: [String] {
    let ends = [
      ("client", summary.clientCounts, summary.serverCounts),
      ("server", summary.serverCounts, summary.clientCounts),
    ]
    var sentences = ends.compactMap { resent($0.0, $0.1) }
    sentences += ends.compactMap { windows($0.0, $0.1, other: $0.2) }
    sentences += ends.compactMap { keepalives($0.0, $0.1, other: $0.2) }
    sentences += ends.compactMap { challenges($0.0, $0.1) }
    return sentences + [disorder, strayResets, copies, gaps].compactMap { $0 }
  }

  private func resent(_ end: String, _ counts: DirectionCounts) -> String? {
    let kinds = RetransmissionKind.allCases.map { ($0, counts.count(of: $0)) }.filter { $0.1 > 0 }
    guard let first = kinds.first else { return nil }
    let total = kinds.reduce(0) { $0 + $1.1 }
    let share = counts.frames >= 20 ? " (\(percent(total, of: counts.frames)) of its packets)" : ""
    let text = "The \(end) sent \(Quantity.count(total, "segment")) again\(share)"
    if kinds.count == 1 { return "\(text), \(Self.words(first.0))." }
    return "\(text): \(kinds.map { "\($0.1) \(Self.words($0.0))" }.joined(separator: ", "))."
  }

  private static func words(_ kind: RetransmissionKind) -> String {
    switch kind {
    case .timeout: "by timeout"
    case .fast: "by fast retransmit"
    case .tailLossProbe: "as tail-loss probe"
    case .recovery: "in recovery"
    case .unneeded: "without need (the other end had it)"
    case .handshake: "in the handshake"
    }
  }

  private func windows(_ end: String, _ counts: DirectionCounts, other: DirectionCounts) -> String? {
    let closed = counts.count(of: PacketFlag.zeroWindow)
    guard closed > 0 else { return nil }
    let probes = other.count(of: PacketClass.zeroWindowProbe)
    let asked = probes > 0 ? " The other end had to wait, and asked \(times(probes)) whether it opened." : ""
    return "The \(end) announced a zero window \(times(closed)): its program did not read.\(asked)"
  }

  private func keepalives(_ end: String, _ counts: DirectionCounts, other: DirectionCounts) -> String? {
    let probes = counts.count(of: PacketClass.keepaliveProbe)
    guard probes > 0 else { return nil }
    let answers = min(probes, other.count(of: PacketClass.keepaliveAck))
    let answered = answers == probes ? "answered" : answers == 0 ? "none answered" : "\(answers) answered"
    return "The \(end) sent \(Quantity.count(probes, "keepalive probe")), \(answered)."
  }

  private func challenges(_ end: String, _ counts: DirectionCounts) -> String? {
    let count = counts.count(of: PacketClass.challengeAck)
    guard count > 0 else { return nil }
    return
      "The \(end) sent \(Quantity.count(count, "challenge ACK")): a SYN, RST or ACK came that did not fit its connection."
  }

  private var disorder: String? {
    let late = summary.clientCounts.count(of: .outOfOrder) + summary.serverCounts.count(of: .outOfOrder)
    return late > 0 ? "\(Quantity.count(late, "segment")) came out of order." : nil
  }

  /// RSTs of a connection that went on.
  private var strayResets: String? {
    let resets =
      summary.clientCounts.count(of: PacketClass.reset) + summary.serverCounts.count(of: PacketClass.reset)
    guard resets > 0, summary.resetFrame == 0 else { return nil }
    return "\(Quantity.count(resets, "RST")) did not end it: forged, old, or outside of the window."
  }

  private var copies: String? {
    let flag = PacketFlag.duplicatedByNetwork
    let copies = summary.clientCounts.count(of: flag) + summary.serverCounts.count(of: flag)
    return copies > 0
      ? "\(Quantity.count(copies, "packet")) came twice: copied on the way or by the capture." : nil
  }

  private var gaps: String? {
    let flag = PacketFlag.gapBefore
    let gaps = summary.clientCounts.count(of: flag) + summary.serverCounts.count(of: flag)
    guard gaps > 0 else { return nil }
    return
      "\(Quantity.count(gaps, "gap")) in what was captured: bytes were lost before this point, or not captured."
  }

  // MARK: Words

  private func times(_ count: Int) -> String {
    switch count {
    case 1: "once"
    case 2: "twice"
    default: "\(count) times"
    }
  }

  /// With one decimal below ten percent: a share of 0.3 % is not none.
  private func percent(_ part: Int, of whole: Int) -> String {
    let tenths = part * 1000 / max(1, whole)
    return tenths >= 100
      ? "\(tenths / 10) %" : tenths > 0 ? "\(tenths / 10).\(tenths % 10) %" : "less than 0.1 %"
  }

  private func sender(_ sender: FrameLabel.Sender?) -> String {
    switch sender {
    case .client: "The client"
    case .server: "The server"
    case nil: "An end"
    }
  }
}
