import Evidence
import WireFormat

/// The packet that comes nearest to a pattern that no packet matched.
struct NearMiss {
  let packet: PacketRecord
  /// What of the pattern it is not: `not 'fast'`, `from server, not client`.
  private let differences: [String]

  /// nil where no packet shares enough with the pattern to be worth a look.
  init?(_ pattern: PacketPattern, among packets: some Sequence<PacketRecord>) {
    var best: (packet: PacketRecord, differences: [String])?
    for packet in packets {
      let differences = pattern.differences(from: packet)
      // Of another class and another way: another packet altogether.
      guard !differences.isEmpty, differences.count <= 2, differences.count < best?.differences.count ?? .max
      else { continue }
      best = (packet, differences)
    }
    guard let best else { return nil }
    packet = best.packet
    differences = best.differences
  }

  /// `nearest: 0.264s client > server data retransmission timeout, which is not 'fast'`.
  func text(_ record: RunRecord) -> String {
    "nearest: \(packet.notation) at \(record.time(packet.sentAtNs)), which is \(differences.joined(separator: " and "))"
  }
}

extension PacketPattern {
  /// That there were packets of the kind, but not as many as the ordinal asks for; nil otherwise.
  func shortage(in packets: [PacketRecord]) -> String? {
    guard let occurrence else { return nil }
    var uncounted = self
    uncounted.occurrence = nil
    uncounted.fate = nil
    let count = packets.count { uncounted.matches($0) }
    guard count > 0, !(1...count).contains(where: { occurrence.includes($0, of: count) }) else { return nil }
    return count == 1 ? "there was only 1 such packet" : "there were only \(count) such packets"
  }

  /// What of the pattern a packet is not, each in words; occurrence and gap are not looked at.
  fileprivate func differences(from packet: PacketRecord) -> [String] {
    var differences: [String] = []
    if let from, from != packet.from { differences.append("from \(packet.from)") }
    if let to, to != packet.to, from == nil || from == packet.from { differences.append("to \(packet.to)") }
    if let packetClass, packetClass != packet.packetClass {
      differences.append("a \(packet.packetClass.rawValue)")
    }
    var probe = PacketPattern()
    for mark in marks {
      probe.marks = [mark]
      if !probe.matches(packet) { differences.append("not '\(mark.word)'") }
    }
    probe.marks = []
    for mark in excluded {
      probe.excluded = [mark]
      if !probe.matches(packet) { differences.append("'\(mark.word)'") }
    }
    probe.excluded = []
    probe.length = length
    if !probe.matches(packet) { differences.append("\(packet.tcp?.payloadBytes ?? 0) bytes long") }
    probe.length = nil
    probe.sequence = sequence
    if !probe.matches(packet) { differences.append("at seq \(packet.tcp?.sequence ?? 0)") }
    probe.sequence = nil
    probe.fate = fate
    if !probe.matches(packet) { differences.append(fate == .lost ? "not lost" : "not arrived") }
    return differences
  }
}
