import Testing

@testable import WireFormat

/// Decodes a whole frame.
func decode(_ bytes: [UInt8], originalLength: Int? = nil, linkType: LinkType = .ethernet) -> DecodedFrame {
  var decoder = FrameDecoder()
  return decoder.decode(bytes.span, originalLength: originalLength ?? bytes.count, linkType: linkType)
}

/// The segment of a frame that must hold one.
func segment(_ frame: DecodedFrame, _ comment: Comment? = nil) throws -> TCPSegment {
  guard case .tcp(let segment) = frame else {
    Issue.record("not TCP but \(frame): \(comment ?? "")")
    throw TestFailure()
  }
  return segment
}

struct TestFailure: Error {}

// The macros of Swift Testing cannot hold a span in an expression.
func readIPv4(_ bytes: [UInt8]) throws(SkipReason) -> IPv4Header { try IPv4Header(bytes.span, at: 0) }
func readIPv6(_ bytes: [UInt8]) throws(SkipReason) -> IPv6Header { try IPv6Header(bytes.span, at: 0) }
func checksum(_ bytes: [UInt8]) -> UInt16 { InternetChecksum.of(bytes.span) }
func payloadHash(_ bytes: [UInt8]) -> UInt64 { PayloadHash.of(bytes.span) }

/// The reason why a frame was skipped.
func skipReason(_ frame: DecodedFrame) -> SkipReason? {
  if case .skipped(let reason) = frame { reason } else { nil }
}

let ipv6Client = IPAddress(ipv6High: 0x2001_0db8_0000_0000, low: 1)
let ipv6Server = IPAddress(ipv6High: 0x2001_0db8_0000_0000, low: 2)

@Suite("Frames to segments")
struct FrameDecoderTests {
  @Test("Every field of a segment comes back as it was built", arguments: [false, true])
  func roundTrip(isIPv6: Bool) throws {
    // Rules out swapped fields and wrong offsets: no two fields hold the same value.
    var builder = FrameBuilder()
    if isIPv6 { (builder.source, builder.destination) = (ipv6Client, ipv6Server) }
    builder.sourcePort = 0x1234
    builder.destinationPort = 0x5678
    builder.sequence = SequenceNumber(0x9ABC_DEF0)
    builder.acknowledgment = SequenceNumber(0x0FED_CBA9)
    builder.flags = [.ack, .psh, .ece]
    builder.window = 0x4321
    builder.urgentPointer = 0x1122
    builder.identification = 0x3344
    builder.hopLimit = 57
    builder.payload = Array("hello, peer".utf8)
    let decoded = try segment(decode(builder.frame))
    #expect(decoded.source == builder.source)
    #expect(decoded.destination == builder.destination)
    #expect(decoded.sourcePort == 0x1234)
    #expect(decoded.destinationPort == 0x5678)
    #expect(decoded.sequence.raw == 0x9ABC_DEF0)
    #expect(decoded.acknowledgment.raw == 0x0FED_CBA9)
    #expect(decoded.flags == [.ack, .psh, .ece])
    #expect(decoded.window == 0x4321)
    #expect(decoded.urgentPointer == 0x1122)
    #expect(decoded.identification == (isIPv6 ? 0 : 0x3344))
    #expect(decoded.hopLimit == 57)
    #expect(decoded.payloadLength == 11)
    #expect(decoded.capturedPayloadLength == 11)
    #expect(decoded.payloadHash == payloadHash(builder.payload))
    #expect(!decoded.optionsAreIncomplete)
  }

  @Test("Ethernet's padding is no payload")
  func padding() throws {
    // Rules out a payload length taken from the frame's end.
    var builder = FrameBuilder()
    builder.payload = [1, 2]
    let decoded = try segment(decode(builder.frame + [UInt8](repeating: 0xEE, count: 20)))
    #expect(decoded.payloadLength == 2)
    #expect(decoded.payloadHash == payloadHash([1, 2]))
  }

  @Test("A total length of 0 means all that was captured (TSO)")
  func zeroTotalLength() throws {
    var builder = FrameBuilder()
    builder.payload = [UInt8](repeating: 7, count: 3000)
    var frame = builder.frame
    frame[16] = 0
    frame[17] = 0
    #expect(try segment(decode(frame)).payloadLength == 3000)
  }

  @Test("An IP length beyond the frame is no segment, a snapped frame is one")
  func lengthBeyondTheFrame() throws {
    var builder = FrameBuilder()
    builder.payload = [UInt8](repeating: 7, count: 100)
    let cut = Array(builder.frame.prefix(80))
    #expect(skipReason(decode(cut)) == .badLength)
    let snapped = try segment(decode(cut, originalLength: builder.frame.count))
    #expect(snapped.payloadLength == 100)
    #expect(snapped.capturedPayloadLength == 26)
  }
}
