import Testing

@testable import WireFormat

@Suite("IPv4 headers (RFC 791 §3.1)")
struct IPv4HeaderTests {
  /// 10.1.2.3 to 10.4.5.6, TCP, 40 bytes, don't fragment.
  static let bytes: [UInt8] = [
    0x45, 0x00, 0x00, 0x28,  // version, header length, total length
    0xBE, 0xEF, 0x40, 0x00,  // identification, flags, fragment offset
    0x3F, 0x06, 0xA3, 0xD3,  // TTL, protocol, checksum
    0x0A, 0x01, 0x02, 0x03,  // source
    0x0A, 0x04, 0x05, 0x06,  // destination
  ]
  static let header = IPv4Header(
    totalLength: 40, identification: 0xBEEF, dontFragment: true, timeToLive: 63, protocolNumber: 6,
    source: IPAddress(ipv4: 0x0A01_0203), destination: IPAddress(ipv4: 0x0A04_0506))

  @Test("A header is read field by field")
  func read() throws {
    #expect(try readIPv4(Self.bytes) == Self.header)
  }

  @Test("A header is written as it stands on the wire, checksum included")
  func write() {
    var expected = Self.bytes
    let sum = checksum((Self.bytes[..<10] + [0, 0] + Self.bytes[12...]))
    (expected[10], expected[11]) = (UInt8(sum >> 8), UInt8(sum & 0xFF))
    #expect(Self.header.encoded() == expected)
    #expect(checksum(Self.header.encoded()) == 0)
  }

  @Test("One wrong bit anywhere makes the checksum wrong")
  func badChecksum() {
    let good = Self.header.encoded()
    for bit in 0..<160 {
      var bad = good
      bad[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(checksum(bad) != 0, "bit \(bit)")
    }
  }

  @Test("A fragment's offset counts in eights, its flags stand above")
  func fragment() throws {
    var header = Self.header
    (header.dontFragment, header.moreFragments, header.fragmentOffset) = (false, true, 1480)
    #expect(try readIPv4(header.encoded()) == header)
    #expect(Array(header.encoded()[6...7]) == [0x20, 0xB9])
  }

  @Test("Cut at every length, it is too short")
  func truncated() {
    for length in 0..<20 {
      #expect(throws: SkipReason.truncatedNetworkHeader) {
        try IPv4Header(Array(Self.bytes.prefix(length)).span, at: 0)
      }
    }
  }

  @Test(
    "A version or header length that cannot be is bad", arguments: [0x44, 0x40, 0x35, 0x65, 0x05] as [UInt8])
  func impossible(first: UInt8) {
    #expect(throws: SkipReason.badNetworkHeader) {
      try readIPv4([first] + Self.bytes[1...])
    }
  }

  @Test("A total length shorter than the header is bad, beyond the frame is bad, and options are passed over")
  func lengths() throws {
    var builder = FrameBuilder()
    builder.ipOptions = [0x94, 4, 0, 0, 1]  // router alert, padded to eight bytes
    builder.payload = [9, 9]
    let frame = builder.frame
    let found = try segment(decode(frame))
    #expect(found.payloadLength == 2)
    #expect(found.sourcePort == 40_000)
    var short = frame
    (short[16], short[17]) = (0, 27)
    #expect(skipReason(decode(short)) == .badNetworkHeader)
    var long = frame
    (long[16], long[17]) = (0, UInt8(frame.count - 14 + 1))
    #expect(skipReason(decode(long)) == .badLength)
  }
}
