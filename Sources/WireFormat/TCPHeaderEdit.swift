/// A change to the TCP header of a frame, as a middlebox makes it: the checksum follows.
///
/// An option that is taken out is overwritten with NOPs, so that no length and no sequence number changes.
package struct TCPHeaderEdit: Sendable, Hashable {
  /// An option that can be taken out.
  package enum Removable: String, CaseIterable, Sendable, Hashable {
    case mss
    case windowScale = "window-scale"
    /// "SACK permitted" in a SYN, and the blocks themselves.
    case sack
    case timestamps
    case fastOpen = "fast-open"

    /// Source: IANA's TCP option kind numbers.
    fileprivate var kinds: [UInt8] {
      switch self {
      case .mss: [2]
      case .windowScale: [3]
      case .sack: [4, 5]
      case .timestamps: [8]
      case .fastOpen: [34]
      }
    }
  }

  /// In the MSS option, where the segment has one.
  package var maximumSegmentSize: UInt16?
  /// As on the wire, unscaled.
  package var window: UInt16?
  package var set: TCPFlags = []
  package var clear: TCPFlags = []
  package var without: [Removable] = []

  package init() {}

  /// The frame with the change made, and what was changed: `mss 1460 made 536`.
  ///
  /// - Parameter frame: An Ethernet frame without VLAN tags.
  /// - Returns: nil where there is nothing to change: no TCP header, none of these options, values as asked for.
  package func applied(to frame: [UInt8]) -> (frame: [UInt8], changes: [String])? {
    guard let header = Self.header(in: frame) else { return nil }
    var edited = frame
    var changes: [String] = []
    changeFlags(&edited, header, &changes)
    changeWindow(&edited, header, &changes)
    changeOptions(&edited, header, &changes)
    guard !changes.isEmpty else { return nil }
    let checksum = frame.span.uint16(at: header.lowerBound + 16)
    edited.replace(
      at: header.lowerBound + 16,
      with: InternetChecksum.adjusted(
        checksum, from: frame.span.extracting(header), to: edited.span.extracting(header)))
    return (edited, changes)
  }

  private func changeFlags(_ frame: inout [UInt8], _ header: Range<Int>, _ changes: inout [String]) {
    let place = header.lowerBound + 13
    let before = TCPFlags(rawValue: frame[place])
    let after = before.subtracting(clear).union(set)
    guard after != before else { return }
    frame[place] = after.rawValue
    changes.append("flags \(PacketText.flags(before)) made \(PacketText.flags(after))")
  }

  private func changeWindow(_ frame: inout [UInt8], _ header: Range<Int>, _ changes: inout [String]) {
    let place = header.lowerBound + 14
    guard let window, frame.span.uint16(at: place) != window else { return }
    changes.append("window \(frame.span.uint16(at: place)) made \(window)")
    frame.replace(at: place, with: window)
  }

  private func changeOptions(_ frame: inout [UInt8], _ header: Range<Int>, _ changes: inout [String]) {
    let noOperation: UInt8 = 1
    for option in Self.options(in: frame, header) {
      if option.kind == 2, option.range.count == 4, let maximumSegmentSize, !without.contains(.mss) {
        let before = frame.span.uint16(at: option.range.lowerBound + 2)
        guard before != maximumSegmentSize else { continue }
        frame.replace(at: option.range.lowerBound + 2, with: maximumSegmentSize)
        changes.append("mss \(before) made \(maximumSegmentSize)")
      } else if let removed = without.first(where: { $0.kinds.contains(option.kind) }) {
        for place in option.range { frame[place] = noOperation }
        changes.append("\(removed.rawValue) taken out")
      }
    }
  }

  // MARK: Where things stand

  /// The TCP header, its options included; nil for every other frame, and for fragments.
  private static func header(in frame: [UInt8]) -> Range<Int>? {
    let bytes = frame.span
    guard let link = try? LinkHeader.decode(bytes, linkType: .ethernet),
      let packet = try? ip(bytes, link), packet.protocolNumber == 6, !packet.isFragment,
      bytes.holds(20, at: packet.offset)
    else { return nil }
    let length = Int(bytes[packet.offset + 12] >> 4) * 4
    guard length >= 20, bytes.holds(length, at: packet.offset) else { return nil }
    return packet.offset..<packet.offset + length
  }

  private static func ip(_ bytes: Span<UInt8>, _ link: LinkPayload) throws(SkipReason) -> IPPayload? {
    switch link.etherType {
    case EtherType.ipv4: try IPPayload(ipv4: bytes, at: link.offset, end: bytes.count)
    case EtherType.ipv6: try IPPayload(ipv6: bytes, at: link.offset, end: bytes.count)
    default: nil
    }
  }

  /// The options that are whole, up to the first whose length leads nowhere.
  private static func options(
    in frame: [UInt8], _ header: Range<Int>
  ) -> [(kind: UInt8, range: Range<Int>)] {
    var found: [(kind: UInt8, range: Range<Int>)] = []
    var place = header.lowerBound + 20
    while place < header.upperBound, frame[place] != 0 {
      if frame[place] == 1 {
        place += 1
        continue
      }
      guard place + 1 < header.upperBound, frame[place + 1] >= 2 else { break }
      let end = place + Int(frame[place + 1])
      guard end <= header.upperBound else { break }
      found.append((frame[place], place..<end))
      place = end
    }
    return found
  }
}
