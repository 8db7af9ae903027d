import Evidence
import WireFormat

extension RunRecord {
  /// Why the packets that a pattern means among these are not all known; nil when they are.
  func doubt(_ pattern: PacketPattern, among packets: [PacketRecord]) -> String? {
    missedFrames ?? (pattern.undecided(in: packets).isEmpty ? nil : Self.unseenArrival)
  }

  static let unseenArrival = "whether a last packet arrived was not seen"
}

extension PacketPattern {
  /// The packets that are meant if they were lost, or if they arrived, and were still on their way when the run ended.
  func undecided(in packets: [PacketRecord]) -> [PacketRecord] {
    guard fate != nil else { return [] }
    return withoutFate.chosen(from: packets).filter { $0.isLost == nil }
  }

  /// What is meant in the order of the packets, those that are undecided too.
  func possibleIndices(in packets: [PacketRecord]) -> [Int] {
    let surely = Set(indices(in: packets))
    return withoutFate.indices(in: packets).filter { surely.contains($0) || packets[$0].isLost == nil }
  }

  private var withoutFate: PacketPattern {
    var pattern = self
    pattern.fate = nil
    return pattern
  }
}
