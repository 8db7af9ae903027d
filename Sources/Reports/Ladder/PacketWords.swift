import Evidence
import TCPAnalysis
import WireFormat

/// A packet in words: the same in ladders of a run and of a capture.
struct PacketWords: Sendable, Hashable {
  /// `data 10 B`.
  var label: String
  /// `retransmission (timeout)`, `zeroWindow`; may be empty.
  var detail: String
  var tone: Tone
  var family: Ladder.Family

  init(
    packetClass: PacketClass, flags: some Sequence<PacketFlag>, kind: RetransmissionKind?,
    cause: ResetCause?, payloadBytes: Int
  ) {
    let flags = Set(flags)
    label = packetClass.rawValue
    if payloadBytes != 0 || packetClass == .data { label += " " + Quantity.bytes(payloadBytes) }
    var details: [String] = []
    if let cause { details.append("(\(cause.rawValue))") }
    for flag in PacketFlag.allCases where flags.contains(flag) {
      if let words = Self.words(for: flag, kind: kind) { details.append(words) }
    }
    detail = details.joined(separator: ", ")
    tone = Self.tone(of: packetClass, isResent: flags.contains(.retransmission))
    family =
      details.isEmpty
      ? Self.family(of: packetClass) : .series("\(packetClass.rawValue) \(details.joined())")
  }

  /// What a flag adds to the label; nil for what a reader need not see or what the arrow itself shows.
  private static func words(for flag: PacketFlag, kind: RetransmissionKind?) -> String? {
    switch flag {
    case .retransmission: "retransmission" + (kind.map { " (\($0.rawValue))" } ?? "")
    case .push, .lost: nil
    case .zeroWindow, .sack, .dsack, .urgent, .arrivedLate, .duplicatedByNetwork, .gapBefore, .altered,
      .injected:
      flag.rawValue
    }
  }

  /// The colour of a packet in ladders and lists.
  static func tone(of packetClass: PacketClass, isResent: Bool) -> Tone {
    if isResent { return .retransmission }
    switch packetClass {
    case .syn, .synAck, .handshakeAck: return .opening
    case .data, .outOfOrder: return .data
    case .ack, .duplicateAck, .challengeAck, .windowUpdate: return .acknowledgment
    case .fin: return .closing
    case .reset: return .reset
    case .keepaliveProbe, .keepaliveAck, .zeroWindowProbe, .zeroWindowProbeAck: return .probe
    case .arpRequest, .arpReply, .icmpError, .other: return .network
    }
  }

  private static func family(of packetClass: PacketClass) -> Ladder.Family {
    switch packetClass {
    case .data, .ack, .windowUpdate: .traffic
    case .keepaliveProbe, .keepaliveAck: .series("keepalive")
    case .zeroWindowProbe, .zeroWindowProbeAck: .series("zeroWindowProbe")
    case .syn, .synAck, .handshakeAck: .series("opening")
    case .arpRequest, .arpReply: .series("arp")
    case .fin, .reset, .duplicateAck, .challengeAck, .outOfOrder, .icmpError, .other:
      .series(packetClass.rawValue)
    }
  }
}

extension PacketWords {
  /// A segment's numbers: `seq 1:11 ack 1 win 64240`.
  fileprivate static func numbers(
    sequence: Int, payloadBytes: Int, acknowledgment: Int?, window: Int
  ) -> String {
    // A record or a capture from outside may hold any number.
    let (end, overflow) = sequence.addingReportingOverflow(payloadBytes)
    let bytes = payloadBytes == 0 || overflow ? "\(sequence)" : "\(sequence):\(end)"
    return "seq \(bytes)" + (acknowledgment.map { " ack \($0)" } ?? "") + " win \(window)"
  }
}

extension PacketRecord {
  var words: PacketWords {
    PacketWords(
      packetClass: packetClass, flags: flags, kind: kind, cause: cause, payloadBytes: tcp?.payloadBytes ?? 0)
  }
}

extension PacketRecord.TCPFields {
  /// `seq 1:11 ack 1 win 64240`.
  var numbers: String {
    PacketWords.numbers(
      sequence: sequence, payloadBytes: payloadBytes, acknowledgment: acknowledgment, window: window)
  }
}

extension FrameRecord {
  var words: PacketWords {
    PacketWords(
      packetClass: label.packetClass, flags: label.flags, kind: label.kind, cause: label.cause,
      payloadBytes: payloadBytes)
  }

  /// `seq 1:11 ack 1 win 64240`, of a segment.
  var numbers: String {
    PacketWords.numbers(
      sequence: label.relativeSequence, payloadBytes: payloadBytes,
      acknowledgment: label.relativeAcknowledgment, window: label.scaledWindow)
  }
}
