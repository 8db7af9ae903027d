import Evidence
import LabModel
import WireFormat

/// A packet: when it was sent, or when it arrived.
struct PacketMoment: MomentEvent {
  let text: String
  private let pattern: PacketPattern
  private let isArrival: Bool

  private static let arrivalWords = "arrival of "

  init(
    _ text: String, for key: String, at place: SourcePosition, names: LabNames
  ) throws(LabDiagnostic) {
    self.text = text
    self.isArrival = text.hasPrefix(Self.arrivalWords)
    var packet = LabNode(.scalar(text), at: place)
    if isArrival {
      packet.value = .scalar(String(text.dropFirst(Self.arrivalWords.count)))
      packet.position.column += Self.arrivalWords.count
    }
    self.pattern = try ParameterReader.packet(packet, for: key, names: names, alone: true)
  }

  var absence: String { isArrival ? "there was no \(text)" : "no packet was '\(text)'" }

  func times(_ record: RunRecord) -> [Int64] {
    let packets = pattern.chosen(from: record.packets)
    if isArrival { return packets.compactMap(\.arrivedAtNs).sorted() }
    // One nanosecond on, so that the packet itself is not after itself.
    return packets.map { $0.sentAtNs + 1 }
  }

  func doubt(_ record: RunRecord) -> String? { record.missedFrames }
}
