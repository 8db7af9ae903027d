internal import LabModel
internal import PacketCapture
internal import TCPAnalysis
internal import WireFormat

/// The capture of one host's interface as it is analysed: its frames, and which packet of the run each is.
struct Tap {
  let host: String
  let hostIndex: Int
  let interface: LabInterface
  var analyzer: TrafficAnalyzer
  private var decoder = FrameDecoder()
  private(set) var frames: [CapturedFrame] = []
  /// Frame number (from 1) → index in the run's packets, for frames that this host sent.
  var packetOfFrame: [Int: Int] = [:]
  /// The same for frames that came to it.
  var packetOfArrival: [Int: Int] = [:]
  /// The same for frames of others that pass this router.
  var packetOfHop: [Int: Int] = [:]
  var labels: [Int: FrameLabel] = [:]

  /// - Parameter probesTail: Whether the host's kernel sends tail-loss probes.
  init(host: String, hostIndex: Int, interface: LabInterface, probesTail: Bool) {
    self.host = host
    self.hostIndex = hostIndex
    self.interface = interface
    analyzer = TrafficAnalyzer(probesTail: probesTail)
  }

  /// One for each interface of each host, in the lab's order.
  static func all(of lab: Lab) -> [Tap] {
    lab.hosts.enumerated().flatMap { index, host in
      // Off with every value but these two (net/ipv4/tcp_output.c, tcp_schedule_loss_probe).
      let value = host.sysctls.last { $0.key == "net.ipv4.tcp_early_retrans" }?.value
      return lab.interfaces(of: host.name).map {
        Tap(
          host: host.name, hostIndex: index, interface: $0,
          probesTail: value == nil || value == "3" || value == "4")
      }
    }
  }

  mutating func observe(_ frame: CapturedFrame) -> (decoded: DecodedFrame, label: FrameLabel, number: Int) {
    frames.append(frame)
    let decoded = decoder.decode(
      frame.bytes.span, originalLength: frame.originalLength, linkType: .ethernet)
    let label = analyzer.observe(decoded, number: frames.count, timeNs: frame.timeNs)
    return (decoded, label, frames.count)
  }

  /// Lets a frame have the same memory as the one that it is equal to: most frames are captured twice.
  mutating func share(_ bytes: [UInt8], withFrame number: Int) { frames[number - 1].bytes = bytes }
}

/// A frame, and which of the taps saw it.
struct TappedFrame {
  var tap: Int
  var frame: CapturedFrame
}
