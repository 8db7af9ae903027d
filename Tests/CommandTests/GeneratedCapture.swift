import CaptureFormat
import Foundation
import WireFormat

/// A pcapng file that a test makes, packet by packet.
struct GeneratedCapture {
  private var writer = PCAPNGWriter()
  private let interface: Int
  private var timeNs: Int64 = 1_700_000_000_000_000_000
  private(set) var count = 0

  init() {
    interface = writer.addInterface(name: "eth0", linkType: .ethernet)
  }

  static let client = IPAddress(ipv4: 0xC000_0201)
  static let server = IPAddress(ipv4: 0xC000_0202)

  /// A segment of the connection from a port of the client to port 80 of the server.
  ///
  /// - Parameter after: milliseconds since the packet before.
  mutating func segment(
    _ sender: Character, _ flags: TCPFlags, sequence: UInt32, acknowledgment: UInt32 = 0, bytes: Int = 0,
    port: UInt16 = 40_000, after: Double = 1
  ) {
    var builder = FrameBuilder()
    builder.source = sender == "C" ? Self.client : Self.server
    builder.destination = sender == "C" ? Self.server : Self.client
    builder.sourcePort = sender == "C" ? port : 80
    builder.destinationPort = sender == "C" ? 80 : port
    builder.sequence = SequenceNumber(sequence)
    builder.acknowledgment = SequenceNumber(acknowledgment)
    builder.flags = flags
    builder.identification = UInt16(truncatingIfNeeded: count + 1)
    builder.payload = [UInt8](repeating: 0x61, count: bytes)
    add(builder.frame, after: after)
  }

  /// Says that so many packets passed that are not in the file.
  mutating func drop(_ count: UInt64) {
    writer.addStatistics(interface: interface, timeNs: timeNs, received: UInt64(self.count), dropped: count)
  }

  /// What a router sends to the client about its segment. Source: RFC 792.
  mutating func unreachable(code: UInt8, from router: IPAddress, port: UInt16 = 40_000) {
    var quoted = FrameBuilder()
    quoted.source = Self.client
    quoted.destination = Self.server
    quoted.sourcePort = port
    quoted.destinationPort = 80
    var builder = FrameBuilder()
    builder.source = router
    builder.destination = Self.client
    let message = [3, code, 0, 0, 0, 0, 0, 0] + quoted.packet.prefix(28)
    add(
      builder.frame(
        carrying: builder.packet(carrying: message, protocolNumber: 1), etherType: EtherType.ipv4),
      after: 1)
  }

  /// SYNs from as many addresses, 10.0.0.0 and up; one frame that is changed, so that it takes no time.
  mutating func flood(_ number: Int) {
    var builder = FrameBuilder()
    builder.destination = Self.server
    builder.flags = .syn
    var frame = builder.frame
    for index in 0..<number {
      for (place, shift) in [(27, 16), (28, 8), (29, 0)] { frame[place] = UInt8(index >> shift & 0xFF) }
      add(frame, after: 0.001)
    }
  }

  private mutating func add(_ frame: [UInt8], after: Double) {
    timeNs += Int64(after * 1e6)
    count += 1
    writer.addPacket(
      interface: interface, timeNs: timeNs, captured: frame.span, originalLength: frame.count)
  }

  mutating func open(port: UInt16 = 40_000) {
    segment("C", .syn, sequence: 99, port: port)
    segment("S", [.syn, .ack], sequence: 499, acknowledgment: 100, port: port)
    segment("C", .ack, sequence: 100, acknowledgment: 500, port: port)
  }

  /// Writes it, without the last bytes where it is to be cut.
  func write(to path: String, cut: Int = 0) throws {
    try Data(writer.bytes.dropLast(cut)).write(to: URL(fileURLWithPath: path))
  }
}
