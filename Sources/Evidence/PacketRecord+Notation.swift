package import WireFormat

extension PacketRecord {
  /// The packet in the packet notation: `server > client synAck retransmission timeout lost`.
  package var notation: String {
    var words = [from, ">", to, packetClass.rawValue]
    words += PacketFlag.allCases.filter { flags.contains($0) && $0 != .lost }.map(\.rawValue)
    if let kind { words.append(kind.rawValue) }
    if let cause { words.append(cause.rawValue) }
    if let tcp, tcp.payloadBytes > 0 { words += ["len", "\(tcp.payloadBytes)"] }
    if isLost == true { words.append(PacketPattern.Fate.lost.rawValue) }
    return words.joined(separator: " ")
  }

  /// Whether it was lost on its way; nil where nobody can know.
  package var isLost: Bool? {
    switch fate {
    case .lost: true
    case .arrived, .unsent: false
    case .inFlight: nil
    }
  }
}

extension PacketPattern {
  /// Whether a recorded packet has the properties asked for; occurrence and gap are not looked at.
  package func matches(_ packet: PacketRecord) -> Bool {
    matches(
      from: packet.from, to: packet.to, class: packet.packetClass, flags: Set(packet.flags),
      kind: packet.kind,
      cause: packet.cause, length: packet.tcp?.payloadBytes, relativeSequence: packet.tcp?.sequence,
      lost: packet.isLost)
  }

  /// Which packets of a run are meant, by their place; a gap is not looked at.
  ///
  /// "2nd synAck lost" is the second of the synAcks, if it was lost: fate is not what is counted.
  package func indices(in packets: [PacketRecord]) -> [Int] {
    guard let occurrence else { return packets.indices.filter { matches(packets[$0]) } }
    var counted = self
    counted.fate = nil
    let candidates = packets.indices.filter { counted.matches(packets[$0]) }
    return candidates.enumerated().filter { number, index in
      occurrence.includes(number + 1, of: candidates.count) && matches(packets[index])
    }.map(\.element)
  }

  /// The packets of a run that are meant.
  package func chosen(from packets: [PacketRecord]) -> [PacketRecord] {
    indices(in: packets).map { packets[$0] }
  }
}
