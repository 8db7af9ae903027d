package import Evidence
import LabModel
package import WireFormat

/// A packet: when it was sent, or when it arrived.
struct PacketMoment: MomentEvent {
  let text: String
  private let pattern: PacketPattern
  private let isArrival: Bool

  private static let arrivalWords = "arrival of "

  init(_ text: String, at place: SourcePosition, names: LabNames) throws(LabDiagnostic) {
    self.text = text
    self.isArrival = text.hasPrefix(Self.arrivalWords)
    var packet = LabNode(.scalar(text), at: place)
    if isArrival {
      packet.value = .scalar(String(text.dropFirst(Self.arrivalWords.count)))
      packet.position.column += Self.arrivalWords.count
    }
    self.pattern = try ParameterReader.packet(packet, for: "packet", names: names)
  }

  var absence: String { isArrival ? "there was no \(text)" : "no packet was '\(text)'" }

  func times(_ record: RunRecord) -> [Int64] {
    let packets = PacketChoice(pattern).among(record.packets[...])
    if isArrival { return packets.compactMap(\.arrivedAtNs).sorted() }
    // One nanosecond on, so that the packet itself is not after itself.
    return packets.map { $0.sentAtNs + 1 }
  }

  func doubt(_ record: RunRecord) -> String? { record.missedFrames }
}

/// A packet pattern applied to the packets of a run, with its occurrence.
package struct PacketChoice: Sendable {
  let pattern: PacketPattern

  package init(_ pattern: PacketPattern) { self.pattern = pattern }

  /// The packets that are meant.
  ///
  /// "2nd synAck lost" is the second of the synAcks, if it was lost: fate is not what is counted.
  package func among(_ packets: ArraySlice<PacketRecord>) -> [PacketRecord] {
    guard let occurrence = pattern.occurrence else { return packets.filter { pattern.matches($0) } }
    var counted = pattern
    counted.fate = nil
    let candidates = packets.filter { counted.matches($0) }
    return candidates.enumerated().filter { index, packet in
      occurrence.includes(index + 1, of: candidates.count) && pattern.matches(packet)
    }.map(\.element)
  }
}
