package import TCPAnalysis
import WireFormat

/// What happened to one connection, in plain sentences: who opened it, how it ended, what went wrong.
package struct ConnectionStory: Sendable {
  private let summary: ConnectionSummary

  package init(_ summary: ConnectionSummary) { self.summary = summary }

  package var sentences: [String] { [opening, traffic, ending].compactMap { $0 } + troubles }

  private var opening: String? {
    let syns = summary.clientCounts.count(of: PacketClass.syn)
    guard summary.clientKnown else {
      return "Its beginning was not captured; that \(name(summary.client)) is the client is a guess."
    }
    if summary.ending == .refused || summary.ending == .unanswered { return nil }
    var text = "\(name(summary.client)) opened it"
    if syns > 1 { text += ", with \(syns) SYNs" }
    if let handshake = summary.handshakeNs {
      text += "; the handshake took \(Quantity.duration(ns: handshake))"
    } else if syns == 0 || summary.serverCounts.count(of: PacketClass.synAck) == 0 {
      text += "; not all of the handshake was captured"
    }
    return text + "."
  }

  private var traffic: String? {
    let ours = summary.clientCounts
    let theirs = summary.serverCounts
    guard ours.payloadBytes > 0 || theirs.payloadBytes > 0 else { return nil }
    return
      "The client sent \(Quantity.bytes(ours.payloadBytes)) in \(Quantity.count(ours.frames, "packet")), "
      + "the server \(Quantity.bytes(theirs.payloadBytes)) in \(Quantity.count(theirs.frames, "packet"))."
  }

  private var ending: String? {
    switch summary.ending {
    case .closed: return "\(sender(summary.closedFirst)) closed first, then the other end: a full close."
    case .reset:
      return "\(sender(summary.resetBy)) reset it"
        + (cause.map { ": \($0)" } ?? ", for a reason that is not in the packets") + "."
    case .refused: return "The server refused it: a RST answered the SYN."
    case .timedOut:
      if summary.resetCause == .keepaliveExpired {
        return "\(sender(summary.resetBy)) gave it up: its keepalive probes were not answered."
      }
      return
        "\(sender(summary.waiting)) repeated itself \(Quantity.count(summary.unansweredCount, "time")) without an answer and then was silent: it gave up."
    case .halfOpen:
      return
        "\(sender(summary.waiting)) had repeated itself \(Quantity.count(summary.unansweredCount, "time")) without an answer when the capture ended: the other end is gone, or cannot be reached."
    case .open:
      if let closed = summary.closedFirst {
        return "\(sender(closed)) closed its direction; the other end had not when the capture ended."
      }
      return "It was open when the capture ended."
    case .unanswered:
      let syns = summary.clientCounts.count(of: PacketClass.syn)
      return "Nobody answered \(Quantity.count(syns, "SYN")) of \(name(summary.client))."
    }
  }

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

  // MARK: What went wrong

  private var troubles: [String] {
    [
      resent("client", summary.clientCounts), resent("server", summary.serverCounts),
      windows("client", summary.clientCounts), windows("server", summary.serverCounts),
      keepalives, disorder, copies, gaps,
    ].compactMap { $0 }
  }

  private func resent(_ end: String, _ counts: DirectionCounts) -> String? {
    let kinds = RetransmissionKind.allCases.map { ($0, counts.count(of: $0)) }.filter { $0.1 > 0 }
    guard !kinds.isEmpty else { return nil }
    let total = kinds.reduce(0) { $0 + $1.1 }
    let parts = kinds.map { "\($0.1) \(Self.words($0.0))" }
    return "The \(end) sent \(Quantity.count(total, "segment")) again: \(parts.joined(separator: ", "))."
  }

  private static func words(_ kind: RetransmissionKind) -> String {
    switch kind {
    case .timeout: "by timeout"
    case .fast: "by fast retransmit"
    case .tailLossProbe: "as tail-loss probe"
    case .recovery: "in recovery"
    case .unneeded: "that the other end had already"
    case .handshake: "in the handshake"
    }
  }

  private func windows(_ end: String, _ counts: DirectionCounts) -> String? {
    let closed = counts.count(of: PacketFlag.zeroWindow)
    guard closed > 0 else { return nil }
    return "The \(end) announced a window of 0 \(Quantity.count(closed, "time")): its program did not read."
  }

  private var keepalives: String? {
    let probes =
      summary.clientCounts.count(of: .keepaliveProbe) + summary.serverCounts.count(of: .keepaliveProbe)
    let answers =
      summary.clientCounts.count(of: .keepaliveAck) + summary.serverCounts.count(of: .keepaliveAck)
    guard probes > 0 else { return nil }
    return "\(Quantity.count(probes, "keepalive probe")), \(answers) of them answered."
  }

  private var disorder: String? {
    let late = summary.clientCounts.count(of: .outOfOrder) + summary.serverCounts.count(of: .outOfOrder)
    return late > 0 ? "\(Quantity.count(late, "segment")) came out of order." : nil
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

  // MARK: Names

  private func sender(_ sender: FrameLabel.Sender?) -> String {
    switch sender {
    case .client: "The client"
    case .server: "The server"
    case nil: "An end"
    }
  }

  private func name(_ endpoint: ConnectionSummary.Endpoint) -> String { Self.name(endpoint) }

  /// `10.0.0.1:80`, `[2001:db8::1]:80`. Source: RFC 5952 §6.
  package static func name(_ endpoint: ConnectionSummary.Endpoint) -> String {
    endpoint.address.isIPv6
      ? "[\(endpoint.address)]:\(endpoint.port)" : "\(endpoint.address):\(endpoint.port)"
  }
}
