import LabModel
import Testing
import WireFormat

@testable import Faults

@Suite("Forged packets")
struct ForgedPacketTests {
  /// A connection of which the wire has seen the handshake and a hundred bytes of the client.
  static func connection(ipv6: Bool = false) -> FollowedConnection {
    func address(_ last: UInt32) -> IPAddress {
      ipv6 ? IPAddress(ipv6High: 0x2001_0db8 << 32, low: UInt64(last)) : IPAddress(ipv4: 0xC000_0200 | last)
    }
    var client = FollowedConnection.End(mac: MACAddress(1), address: address(1), port: 40_000)
    var server = FollowedConnection.End(mac: MACAddress(2), address: address(2), port: 7000)
    func segment(
      _ from: FollowedConnection.End, _ to: FollowedConnection.End, _ sequence: UInt32, _ flags: TCPFlags,
      length: Int = 0, window: UInt16 = 500
    ) -> TCPSegment {
      TCPSegment(
        source: from.address, destination: to.address, sourcePort: from.port, destinationPort: to.port,
        sequence: SequenceNumber(sequence), acknowledgment: SequenceNumber(0), flags: flags, window: window,
        payloadLength: length)
    }
    // The client's numbers wrap around in the middle of its data.
    client.follow(segment(client, server, .max - 50, .syn, window: 64_000))
    server.follow(segment(server, client, 9000, [.syn, .ack]))
    client.follow(segment(client, server, .max - 49, [.ack, .psh], length: 100, window: 512))
    // Sent again, it moves nothing.
    client.follow(segment(client, server, .max - 49, [.ack, .psh], length: 60, window: 512))
    return FollowedConnection(from: client, to: server)
  }

  static func forged(_ text: String, _ more: [String: String] = [:]) throws -> ForgedPacket {
    let place = SourcePosition(file: "", line: 1, column: 1)
    let entries = more.sorted { $0.key < $1.key }.map {
      LabNode.Entry(key: $0.key, keyPosition: place, value: LabNode(.scalar($0.value), at: place))
    }
    let node = LabNode(.mapping(entries), at: place)
    var reader = ParameterReader(
      kind: "inject", node: node, names: LabNames(hosts: ["client", "server"], processes: [:]))
    let packet = try ForgedPacket(try PacketPattern(parsing: text), at: node, &reader)
    try reader.finish()
    return packet
  }

  static func decode(_ packet: ForgedPacket, ipv6: Bool = false) throws -> TCPSegment {
    let frame = try #require(packet.frame(in: connection(ipv6: ipv6)))
    var decoder = FrameDecoder()
    guard
      case .tcp(let segment) = decoder.decode(frame.span, originalLength: frame.count, linkType: .ethernet)
    else {
      Issue.record("not TCP")
      return .empty
    }
    let bytes = Array(frame.suffix(20 + segment.payloadLength))
    let isRight = InternetChecksum.tcpIsRight(
      bytes.span, source: segment.source, destination: segment.destination)
    #expect(isRight)
    return segment
  }

  @Test("Numbers are relative to the connection, or to what its end sends next")
  func numbers() throws {
    // Rules out numbers off by the SYN, or that do not wrap around.
    let next = try Self.decode(try Self.forged("client > server reset"))
    #expect(next.sequence == SequenceNumber(50))
    #expect(next.flags == .rst)
    let early = try Self.decode(try Self.forged("client > server reset seq 1", ["acknowledgment": "next-1"]))
    #expect(early.sequence == SequenceNumber(.max - 49))
    #expect(early.acknowledgment == SequenceNumber(9000))
    #expect(early.flags == [.rst, .ack])
    let late = try Self.decode(try Self.forged("client > server ack", ["sequence": "next + 1000"]))
    #expect(late.sequence == SequenceNumber(1050))
    #expect(late.acknowledgment == SequenceNumber(9001))
  }

  @Test("Each class gives its bits, and the window is the last one offered", arguments: [false, true])
  func classes(ipv6: Bool) throws {
    // Rules out a forged packet that another class would be read from.
    let rows: [(String, TCPFlags, Int)] = [
      ("client > server syn", .syn, 0), ("client > server synAck", [.syn, .ack], 0),
      ("client > server ack", .ack, 0), ("client > server data len 7", [.psh, .ack], 7),
      ("client > server data urgent len 7", [.psh, .ack, .urg], 7), ("client > server fin", [.fin, .ack], 0),
    ]
    for (text, flags, length) in rows {
      let segment = try Self.decode(try Self.forged(text), ipv6: ipv6)
      #expect(segment.flags == flags, "\(text)")
      #expect(segment.payloadLength == length, "\(text)")
      #expect(segment.window == 512, "\(text)")
      #expect(segment.source.isIPv6 == ipv6)
    }
    #expect(try Self.decode(try Self.forged("client > server ack zeroWindow")).window == 0)
    #expect(try Self.decode(try Self.forged("client > server ack", ["window": "7"])).window == 7)
  }

  @Test("An end that the wire has not heard gives no numbers")
  func unheard() throws {
    // Rules out a packet at an invented place of a connection.
    var half = Self.connection()
    half.to.initial = nil
    #expect(try Self.forged("client > server ack").frame(in: half) == nil)
    #expect(try Self.forged("client > server reset").frame(in: half) != nil)
    #expect(try Self.forged("client > server syn").needsConnection)
    let ports = ["source-port": "1", "destination-port": "2"]
    #expect(try !Self.forged("client > server syn", ports).needsConnection)
    #expect(try Self.forged("client > server reset", ports).needsConnection)
  }
}
