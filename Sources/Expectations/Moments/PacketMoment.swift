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
    var pattern = try ParameterReader.packet(packet, for: key, names: names, alone: true)
    if isArrival {
      guard pattern.fate != .lost else {
        throw LabDiagnostic(
          packet.position, "what is lost has no arrival", remedy: "write '\(packet)' for when it was sent")
      }
      pattern.fate = .arrived
    }
    self.pattern = pattern
  }

  var absence: String { isArrival ? "there was no \(text)" : "no packet was '\(text)'" }

  func times(_ record: RunRecord) -> [Int64] {
    let packets = pattern.chosen(from: record.packets)
    return isArrival ? packets.compactMap(\.arrivedAtNs).sorted() : packets.map(\.sentAtNs)
  }

  func doubt(_ record: RunRecord, untilNs: Int64) -> String? {
    record.doubt(pattern, among: record.packets.filter { $0.sentAtNs <= untilNs })
  }
}
