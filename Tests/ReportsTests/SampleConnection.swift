import TCPAnalysis
import WireFormat

/// Frames of one connection of a capture, as the analyzer gives them.
struct SampleConnection {
  static let startNs: Int64 = 1_700_000_000_000_000_000
  static let client = IPAddress(ipv4: 0xC000_0201)
  static let server = IPAddress(ipv4: 0xC000_0202)
  static let router = IPAddress(ipv4: 0xC633_6401)

  private(set) var frames: [FrameRecord] = []
  private var sequence: [FrameLabel.Sender: Int] = [.client: 0, .server: 0]

  var summary: ConnectionSummary {
    var summary = ConnectionSummary(
      id: 1, client: .init(address: Self.client, port: 40000),
      server: .init(address: Self.server, port: 7000),
      clientKnown: true, startNs: Self.startNs, endNs: frames.last?.timeNs ?? Self.startNs)
    summary.history = "ShADad"
    return summary
  }

  /// - Parameter at: milliseconds after the first packet.
  mutating func packet(
    _ sender: FrameLabel.Sender, _ packetClass: PacketClass, at: Double, bytes: Int = 0,
    flags: PacketFlagSet = [], kind: RetransmissionKind? = nil, cause: ResetCause? = nil, connection: Int = 1
  ) {
    var flags = flags
    if kind != nil { flags.insert(.retransmission) }
    let mine = sequence[sender, default: 0]
    let label = FrameLabel(
      connection: connection, sender: sender, packetClass: packetClass, flags: flags, kind: kind,
      cause: cause,
      relativeSequence: mine, relativeAcknowledgment: sequence[sender == .client ? .server : .client],
      scaledWindow: 64240)
    if kind == nil {
      sequence[sender] = mine + bytes + (packetClass == .syn || packetClass == .synAck ? 1 : 0)
    }
    add(label, at: at, bytes: bytes)
  }

  mutating func arp(_ packetClass: PacketClass, from sender: IPAddress, to target: IPAddress, at: Double) {
    add(FrameLabel(packetClass: packetClass), at: at, note: .arp(sender: sender, target: target))
  }

  mutating func icmp(from reporter: IPAddress, code: UInt8, about: FrameLabel.Sender, at: Double) {
    let error = ICMPError(source: reporter, destination: Self.client, type: 3, code: code)
    add(
      FrameLabel(connection: 1, packetClass: .icmpError), at: at,
      note: .icmpError(ICMPEvidence(error, about: about)))
  }

  private mutating func add(
    _ label: FrameLabel, at: Double, bytes: Int = 0, note: FrameRecord.Note = .none
  ) {
    frames.append(
      FrameRecord(
        number: frames.count + 1, timeNs: Self.startNs + Int64(at * 1e6), payloadBytes: bytes, label: label,
        note: note))
  }

  mutating func open() {
    packet(.client, .syn, at: 0)
    packet(.server, .synAck, at: 0.4)
    packet(.client, .handshakeAck, at: 0.5)
  }

  /// A server that does not answer any more, on a network whose router says so in the end.
  static func lostServer() -> SampleConnection {
    var sample = SampleConnection()
    sample.arp(.arpRequest, from: client, to: server, at: -0.3)
    sample.arp(.arpReply, from: server, to: client, at: -0.1)
    sample.open()
    sample.packet(.client, .data, at: 1, bytes: 100)
    sample.packet(.server, .ack, at: 1.2)
    // Another connection in between.
    sample.packet(.client, .data, at: 5, bytes: 77, connection: 2)
    sample.packet(.server, .ack, at: 8, flags: [.zeroWindow])
    sample.packet(.client, .data, at: 20, bytes: 1448)
    sample.packet(.client, .data, at: 230, bytes: 1448, kind: .tailLossProbe)
    for (kind, at) in [(RetransmissionKind.timeout, 640.0), (.timeout, 1460), (.timeout, 3120)] {
      sample.packet(.client, .data, at: at, bytes: 1448, kind: kind)
    }
    sample.arp(.arpRequest, from: client, to: server, at: 5000)
    sample.arp(.arpRequest, from: client, to: router, at: 5100)
    sample.icmp(from: router, code: 1, about: .client, at: 6000)
    sample.icmp(from: server, code: 3, about: .client, at: 6001)
    sample.packet(.server, .reset, at: 6400, cause: .noSuchConnection)
    return sample
  }

  /// A hundred thousand packets, with a retransmission now and then.
  static func busy() -> SampleConnection {
    var sample = SampleConnection()
    sample.open()
    for round in 0..<25_000 {
      let at = 1 + Double(round)
      sample.packet(.server, .data, at: at, bytes: 1448)
      sample.packet(.server, .data, at: at + 0.01, bytes: 1448)
      sample.packet(.client, .ack, at: at + 0.02)
      let isLost = round % 1000 == 999
      sample.packet(
        .server, .data, at: at + 0.03, bytes: 1448, kind: isLost ? (round == 12_999 ? .timeout : .fast) : nil)
    }
    sample.packet(.server, .fin, at: 25_010)
    sample.packet(.client, .fin, at: 25_011)
    sample.packet(.server, .ack, at: 25_012)
    return sample
  }
}
