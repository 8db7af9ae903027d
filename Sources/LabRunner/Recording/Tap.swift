internal import PacketCapture
internal import TCPAnalysis
internal import WireFormat

/// One host's capture as it is analysed: its frames, and which packet of the run each is.
struct Tap {
  let host: String
  var analyzer: TrafficAnalyzer
  private var decoder = FrameDecoder()
  private(set) var frames: [CapturedFrame] = []
  /// Frame number (from 1) → index in the run's packets, for frames that this host sent.
  var packetOfFrame: [Int: Int] = [:]
  /// The same for frames that came to it.
  var packetOfArrival: [Int: Int] = [:]
  var labels: [Int: FrameLabel] = [:]

  /// - Parameter probesTail: Whether the host's kernel sends tail-loss probes.
  init(host: String, probesTail: Bool) {
    self.host = host
    analyzer = TrafficAnalyzer(probesTail: probesTail)
  }

  mutating func observe(_ frame: CapturedFrame) -> (decoded: DecodedFrame, label: FrameLabel, number: Int) {
    frames.append(frame)
    let decoded = decoder.decode(
      frame.bytes.span, originalLength: frame.originalLength, linkType: .ethernet)
    let label = analyzer.observe(decoded, number: frames.count, timeNs: frame.timeNs)
    return (decoded, label, frames.count)
  }
}
