internal import PacketCapture
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

  private var waitingForArrival: [[UInt8]: [(packet: Int, timeNs: Int64)]] = [:]
  private var waitingForSending: [[UInt8]: [Arrival]] = [:]

  /// A frame was sent.
  mutating func sent(_ frame: CapturedFrame, packet: Int) -> Arrival? {
    if var early = waitingForSending[frame.bytes],
      let position = early.firstIndex(where: { $0.timeNs >= frame.timeNs })
    {
      let arrival = early.remove(at: position)
      waitingForSending[frame.bytes] = early.isEmpty ? nil : early
      return arrival
    }
    waitingForArrival[frame.bytes, default: []].append((packet, frame.timeNs))
    return nil
  }

  /// A frame that was sent will not arrive with these bytes.
  mutating func forget(_ bytes: [UInt8], packet: Int) {
    waitingForArrival[bytes]?.removeAll { $0.packet == packet }
    if waitingForArrival[bytes]?.isEmpty == true { waitingForArrival[bytes] = nil }
  }

  /// Whether such a frame was sent and has not arrived.
  func isExpected(_ frame: CapturedFrame) -> Bool { waitingForArrival[frame.bytes] != nil }

  /// A frame arrived; returns the packet that it is.
  mutating func arrived(_ frame: CapturedFrame, _ arrival: Arrival) -> Int? {
    if var sent = waitingForArrival[frame.bytes],
      let position = sent.lastIndex(where: { $0.timeNs <= frame.timeNs })
    {
      let packet = sent.remove(at: position).packet
      waitingForArrival[frame.bytes] = sent.isEmpty ? nil : sent
      return packet
    }
    waitingForSending[frame.bytes, default: []].append(arrival)
    return nil
  }
}
