internal import TCPAnalysis

/// Finds, for each frame that was sent, the frame that arrived: the same bytes at another host.
///
/// The two captures are read by different threads, so an arrival may be seen before its sending.
/// Identical frames (a repeated SYN+ACK without timestamps) are told apart by time: an arrival belongs to
/// the latest one that was sent before it and has not arrived yet.
struct PacketJoiner {
  struct Arrival {
    var tap: Int
    var frame: Int
    var frameBytes: [UInt8]
    var endpoints: [PacketPaths.Endpoint]
    var timeNs: Int64
    var label: FrameLabel
  }

  private var waitingForArrival: [FrameKey: [(packet: Int, timeNs: Int64)]] = [:]
  private var waitingForSending: [FrameKey: [Arrival]] = [:]

  /// A frame was sent.
  mutating func sent(_ frame: FrameKey, atNs: Int64, packet: Int) -> Arrival? {
    if var early = waitingForSending[frame],
      let position = early.firstIndex(where: { $0.timeNs >= atNs })
    {
      let arrival = early.remove(at: position)
      waitingForSending[frame] = early.isEmpty ? nil : early
      return arrival
    }
    waitingForArrival[frame, default: []].append((packet, atNs))
    return nil
  }

  /// A frame that was sent will not arrive with these bytes; a copy of it may.
  mutating func forget(_ frame: FrameKey, packet: Int) {
    guard let position = waitingForArrival[frame]?.firstIndex(where: { $0.packet == packet }) else { return }
    waitingForArrival[frame]?.remove(at: position)
    if waitingForArrival[frame]?.isEmpty == true { waitingForArrival[frame] = nil }
  }

  /// Whether such a frame was sent and has not arrived.
  func isExpected(_ frame: FrameKey) -> Bool { waitingForArrival[frame] != nil }

  /// The packets that were sent with these bytes and have not arrived.
  func packets(expecting frame: FrameKey) -> [Int] { waitingForArrival[frame]?.map(\.packet) ?? [] }

  /// A frame arrived; returns the packet that it is, and its bytes as they were sent, which need not be kept twice.
  mutating func arrived(_ frame: FrameKey, _ arrival: Arrival) -> (packet: Int, bytes: [UInt8])? {
    if let place = waitingForArrival.index(forKey: frame),
      let position = waitingForArrival.values[place].lastIndex(where: { $0.timeNs <= arrival.timeNs })
    {
      let bytes = waitingForArrival.keys[place].bytes
      if waitingForArrival.values[place].count == 1 {
        return (waitingForArrival.remove(at: place).value[0].packet, bytes)
      }
      return (waitingForArrival.values[place].remove(at: position).packet, bytes)
    }
    waitingForSending[frame, default: []].append(arrival)
    return nil
  }
}
