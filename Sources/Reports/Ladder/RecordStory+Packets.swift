import Evidence
import WireFormat

extension RecordStory {
  func event(of packet: PacketRecord, atNs: Int64) -> Ladder.Event? {
    guard let from = columnOf[packet.from], let to = columnOf[packet.to] else {
      return Ladder.Event(
        atNs: atNs, .step("\(packet.from) > \(packet.to) \(packet.packetClass.rawValue)"),
        family: .series("elsewhere"), word: packet.packetClass.rawValue)
    }
    let words = packet.words
    var details = words.detail.isEmpty ? [] : [words.detail]
    if let late = lateness(of: packet) { details.append(late) }
    // Of most that a wire does the arrow itself tells.
    if let wire = packet.wire, detail == .full || packet.flags.contains(.altered) { details.append(wire) }
    if detail == .full, let tcp = packet.tcp { details.append(tcp.numbers) }
    var label = words.label
    if hasManyConnections, let connection = packet.connection { label = "#\(connection) \(label)" }
    let arrow = Ladder.Arrow(
      from: from, to: to, label: label, detail: details.joined(separator: ", "), fate: packet.fate.onLadder,
      tone: words.tone)
    let family = packet.fate == .arrived ? words.family : .series("\(packet.fate.rawValue) \(words.label)")
    return Ladder.Event(
      atNs: atNs, .arrow(arrow), family: family, word: packet.packetClass.rawValue,
      payloadBytes: packet.tcp?.payloadBytes ?? 0, isImportant: packet.packetClass == .reset)
  }

  /// Said of a packet that was on its way so long that other things happened meanwhile.
  private func lateness(of packet: PacketRecord) -> String? {
    guard let arrivedAtNs = packet.arrivedAtNs else { return nil }
    let elapsed = Quantity.elapsedNs(from: packet.sentAtNs, to: arrivedAtNs)
    return elapsed >= 5_000_000 ? "arrives \(Quantity.duration(ns: elapsed)) later" : nil
  }
}

extension PacketRecord.Fate {
  fileprivate var onLadder: Ladder.Fate {
    switch self {
    case .arrived: .arrives
    case .lost: .lost
    case .inFlight: .unknown
    case .unsent: .appears
    }
  }
}
