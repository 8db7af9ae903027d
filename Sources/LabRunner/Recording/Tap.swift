internal import LabModel
internal import PacketCapture
internal import TCPAnalysis
internal import WireFormat

/// The capture of one host's interface as it is analysed: its frames, and which packet of the run each is.
struct Tap {
  let host: String
  let hostIndex: Int
  let interface: LabInterface
  var analyzer = TrafficAnalyzer()
  private var decoder = FrameDecoder()
  private(set) var frames: [CapturedFrame] = []
  /// Frame number (from 1) → index in the run's packets, for frames that this host sent.
  var packetOfFrame: [Int: Int] = [:]
  /// The same for frames that came to it.
  var packetOfArrival: [Int: Int] = [:]
  /// The same for frames of others that pass this router.
  var packetOfHop: [Int: Int] = [:]
  var labels: [Int: FrameLabel] = [:]

  init(host: String, hostIndex: Int, interface: LabInterface) {
    self.host = host
    self.hostIndex = hostIndex
    self.interface = interface
  }

  /// One for each interface of each host, in the lab's order.
  static func all(of lab: Lab) -> [Tap] {
    lab.hosts.enumerated().flatMap { index, host in
      lab.interfaces(of: host.name).map { Tap(host: host.name, hostIndex: index, interface: $0) }
    }
  }

  mutating func observe(_ frame: CapturedFrame) -> (decoded: DecodedFrame, label: FrameLabel, number: Int) {
    frames.append(frame)
    let decoded = decoder.decode(
      frame.bytes.span, originalLength: frame.originalLength, linkType: .ethernet)
    let label = analyzer.observe(decoded, number: frames.count, timeNs: frame.timeNs)
    return (decoded, label, frames.count)
  }
}

/// A frame, and which of the taps saw it.
struct TappedFrame {
  var tap: Int
  var frame: CapturedFrame
}
