package import WireFormat

/// A packet in words: the same in ladders of a run and of a capture.
package struct PacketText: Sendable, Hashable {
  /// `data 10 B`.
  package var label: String
  /// `retransmission (timeout)`, `zeroWindow`; may be empty.
  package var detail: String
  package var tone: Tone
  package var family: Ladder.Family

  package init(
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
    tone = flags.contains(.retransmission) ? .retransmission : Self.tone(of: packetClass)
    family = Self.family(of: packetClass, plain: details.isEmpty)
    if !details.isEmpty { family = .series("\(packetClass.rawValue) \(details.joined())") }
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

  private static func tone(of packetClass: PacketClass) -> Tone {
    switch packetClass {
    case .syn, .synAck, .handshakeAck: .opening
    case .data, .outOfOrder: .data
    case .ack, .duplicateAck, .challengeAck, .windowUpdate: .acknowledgment
    case .fin: .closing
    case .reset: .reset
    case .keepaliveProbe, .keepaliveAck, .zeroWindowProbe, .zeroWindowProbeAck: .probe
    case .arpRequest, .arpReply, .icmpError, .other: .network
    }
  }

  private static func family(of packetClass: PacketClass, plain: Bool) -> Ladder.Family {
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
