/// IP fragments that wait for the rest of their datagrams.
///
/// Bounded: at most 64 datagrams of at most 64 kB each; the oldest gives way. A fragment that partly overlaps
/// another one ends its datagram, a mere copy is ignored, as in the kernel (inet_frag_queue_insert; RFC 5722).
/// Snapped fragments are not put together. There is no clock: only room and completion end the waiting.
struct FragmentTable: Sendable {
  private struct Key: Hashable {
    var source: IPAddress
    var destination: IPAddress
    var identification: UInt32
    var protocolNumber: UInt8
  }

  private struct Datagram {
    var key: Key
    var bytes: [UInt8] = []
    /// Which parts of `bytes` have arrived, apart from each other and in order.
    var arrived: [Range<Int>] = []
    /// Known once the last fragment is here.
    var length: Int?
    /// Set by an overlap: everything more of this datagram is dropped.
    var isSpoilt = false
  }

  static let datagramLimit = 64
  /// No datagram is longer. Source: RFC 791 §3.1, RFC 8200 §4.5.
  static let byteLimit = 65_535
  private static let pieceLimit = 1024

  private var datagrams: [Datagram] = []

  /// Takes a fragment; returns the datagram's payload when this was the last missing piece.
  mutating func insert(_ bytes: Span<UInt8>, _ packet: IPPayload) -> [UInt8]? {
    let range =
      packet.fragmentOffset..<max(packet.fragmentOffset, packet.fragmentOffset + packet.end - packet.offset)
    guard packet.offset >= 0, packet.offset < packet.end, packet.end <= bytes.count,
      range.upperBound <= Self.byteLimit,
      !packet.moreFragments || range.count % 8 == 0
    else { return nil }
    let key = Key(
      source: packet.source, destination: packet.destination, identification: packet.identification,
      protocolNumber: packet.source.isIPv6 ? 0 : packet.protocolNumber)
    let index = place(of: key)
    if !packet.moreFragments {
      let isContradiction = (datagrams[index].length ?? range.upperBound) != range.upperBound
      if isContradiction { datagrams[index].isSpoilt = true }
      datagrams[index].length = range.upperBound
    }
    copy(bytes.extracting(packet.offset..<packet.end), to: range, of: index)
    let datagram = datagrams[index]
    guard !datagram.isSpoilt, let length = datagram.length, datagram.arrived == [0..<length] else {
      return nil
    }
    datagrams.remove(at: index)
    return datagram.bytes
  }

  private mutating func place(of key: Key) -> Int {
    if let index = datagrams.firstIndex(where: { $0.key == key }) { return index }
    if datagrams.count == Self.datagramLimit { datagrams.removeFirst() }
    datagrams.append(Datagram(key: key))
    return datagrams.count - 1
  }

  private mutating func copy(_ piece: Span<UInt8>, to range: Range<Int>, of index: Int) {
    let arrived = datagrams[index].arrived
    if datagrams[index].isSpoilt
      || arrived.contains(where: { $0.contains(range.lowerBound) && $0.upperBound >= range.upperBound })
    {
      return
    }
    guard !arrived.contains(where: { $0.overlaps(range) }), arrived.count < Self.pieceLimit else {
      datagrams[index].isSpoilt = true
      datagrams[index].bytes = []
      return
    }
    let missing = range.upperBound - datagrams[index].bytes.count
    if missing > 0 { datagrams[index].bytes.append(contentsOf: repeatElement(0, count: missing)) }
    for position in piece.indices { datagrams[index].bytes[range.lowerBound + position] = piece[position] }
    datagrams[index].arrived = Self.joined(arrived + [range])
  }

  /// Sorts the ranges and joins those that touch.
  private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, last.upperBound == range.lowerBound {
        result[result.count - 1] = last.lowerBound..<range.upperBound
      } else {
        result.append(range)
      }
    }
    return result
  }
}
