import TCPAnalysis
import WireFormat

/// Where a word of the page about packet classes is seen: a capture of a real run, kept in `Tests/Captures`.
///
/// The first frame that bears the word is drawn, with a few before and behind it. A new example is one line in
/// `all`, and `scripts/record-captures` for its capture.
struct ClassExample: Sendable {
  /// What is shown.
  enum Word: Sendable, Hashable {
    case packetClass(PacketClass)
    case kind(RetransmissionKind)
    case cause(ResetCause)

    var text: String {
      switch self {
      case .packetClass(let packetClass): packetClass.rawValue
      case .kind(let kind): kind.rawValue
      case .cause(let cause): cause.rawValue
      }
    }

    func isBorne(by label: FrameLabel) -> Bool {
      switch self {
      case .packetClass(let packetClass): label.packetClass == packetClass
      case .kind(let kind): label.kind == kind
      case .cause(let cause): label.cause == cause
      }
    }
  }

  var word: Word
  /// The lab, `crash/process-crash-idle`, and the host at which it was captured.
  var lab: String
  var host: String
  /// How many frames are drawn around it.
  var before: Int
  var after: Int

  /// The capture's path below `Tests/Captures`. Those of `wire/` were captured without halfopen, as plain pcap.
  var capture: String { "\(lab)/\(host).\(lab.hasPrefix("wire/") ? "pcap" : "pcapng")" }

  /// Where it comes from, as a link from `docs/`.
  var origin: String {
    if lab.hasPrefix("wire/") { return "[`\(lab)`](../scripts/record-wire-captures)" }
    return "[`\(lab)`](../\(lab.hasPrefix("reset/") ? "Tests/Captures" : "labs")/\(lab).yaml)"
  }

  init(_ word: Word, _ lab: String, at host: String, before: Int = 2, after: Int = 1) {
    self.word = word
    self.lab = lab
    self.host = host
    self.before = before
    self.after = after
  }

  static let all: [ClassExample] = classes + kinds + causes

  private static let classes: [ClassExample] = [
    of(.arpRequest, "wire/reordered", at: "server", after: 2),
    of(.arpReply, "wire/reordered", at: "server"),
    of(.icmpError, "firewall/reject-with-icmp", at: "client"),
    of(.reset, "keepalive/keepalive-peer-rebooted", at: "client", before: 3),
    of(.syn, "crash/process-crash-idle", at: "client", after: 2),
    of(.synAck, "crash/process-crash-idle", at: "client"),
    of(.fin, "crash/process-crash-idle", at: "client", after: 2),
    of(.zeroWindowProbe, "queues/zero-window", at: "client", after: 3),
    of(.keepaliveProbe, "keepalive/keepalive-answered", at: "client", after: 2),
    of(.outOfOrder, "wire/reordered", at: "server", before: 4),
    of(.data, "crash/process-crash-idle", at: "client"),
    of(.handshakeAck, "crash/process-crash-idle", at: "client"),
    of(.challengeAck, "handshake/third-ack-lost", at: "server", before: 3),
    of(.zeroWindowProbeAck, "queues/zero-window", at: "client"),
    of(.keepaliveAck, "keepalive/keepalive-answered", at: "client"),
    of(.windowUpdate, "queues/zero-window", at: "client"),
    of(.duplicateAck, "retransmission/tail-loss-probe", at: "client", before: 4),
    of(.ack, "crash/process-crash-idle", at: "client"),
  ]

  private static func of(
    _ packetClass: PacketClass, _ lab: String, at host: String, before: Int = 2, after: Int = 1
  ) -> ClassExample {
    ClassExample(.packetClass(packetClass), lab, at: host, before: before, after: after)
  }

  private static let kinds: [ClassExample] = [
    of(.timeout, "crash/power-loss-sending", before: 2, after: 2),
    of(.fast, "retransmission/fast-retransmit", before: 9),
    of(.tailLossProbe, "retransmission/tail-loss-probe", before: 4),
    of(.recovery, "retransmission/fast-retransmit", before: 4),
    of(.unneeded, "retransmission/dsack-ack-lost", before: 3),
    of(.handshake, "handshake/syn-lost", before: 1, after: 3),
  ]

  private static func of(
    _ kind: RetransmissionKind, _ lab: String, before: Int, after: Int = 1
  ) -> ClassExample {
    ClassExample(.kind(kind), lab, at: "client", before: before, after: after)
  }

  private static let causes: [ClassExample] = [
    of(.refused, "handshake/connect-closed-port"),
    of(.noSuchConnection, "keepalive/keepalive-peer-rebooted", before: 3),
    of(.unreadData, "reset/window-full", before: 4),
    of(.dataAfterClose, "close/close-peer-still-sends", before: 4),
    of(.lingerZero, "reset/linger-zero", before: 5),
    of(.keepaliveExpired, "keepalive/keepalive-unreachable", before: 3),
    of(.backlogOverflow, "queues/accept-queue-abort", before: 4),
    of(.firewall, "reset/firewall", before: 2, after: 2),
    of(.answeredOldDuplicate, "wire/old-duplicate", before: 2, after: 2),
    of(.unknown, "crash/process-crash-unread-data", before: 2),
  ]

  private static func of(_ cause: ResetCause, _ lab: String, before: Int = 2, after: Int = 1) -> ClassExample
  {
    ClassExample(.cause(cause), lab, at: "client", before: before, after: after)
  }
}
