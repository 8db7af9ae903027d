import Testing

@testable import WireFormat

@Suite("Checksums and hashes")
struct ChecksumTests {
  func isRight(_ segment: [UInt8], _ source: IPAddress, _ destination: IPAddress) -> Bool {
    InternetChecksum.tcpIsRight(segment.span, source: source, destination: destination)
  }

  @Test("The sum of RFC 1071 §3's example")
  func rfc1071() {
    let bytes: [UInt8] = [0x00, 0x01, 0xF2, 0x03, 0xF4, 0xF5, 0xF6, 0xF7]
    #expect(~checksum(bytes) == 0xDDF2)
  }

  @Test("Every length sums as 16-bit words do, the odd byte as an upper half")
  func everyLength() {
    // Rules out a word loop that loses or doubles bytes at its end.
    let bytes = (0..<70).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
    for length in 0...70 {
      var sum: UInt32 = 0
      for index in 0..<length { sum += UInt32(bytes[index]) << (index % 2 == 0 ? 8 : 0) }
      while sum > 0xFFFF { sum = (sum & 0xFFFF) + (sum >> 16) }
      #expect(checksum(Array(bytes.prefix(length))) == ~UInt16(sum), "\(length) bytes")
    }
  }

  @Test("A built segment's checksum is right, and wrong as soon as one bit of it or of an address changes")
  func segments() {
    for isIPv6 in [false, true] {
      var builder = FrameBuilder()
      if isIPv6 { (builder.source, builder.destination) = (ipv6Client, ipv6Server) }
      builder.payload = [1, 2, 3]
      builder.options = [.maximumSegmentSize(1460)]
      let (source, destination) = (builder.source, builder.destination)
      let segment = builder.segment
      #expect(isRight(segment, source, destination))
      for bit in 0..<(segment.count * 8) {
        var bad = segment
        bad[bit / 8] ^= 1 << UInt8(bit % 8)
        #expect(
          !isRight(bad, source, destination), "bit \(bit)")
      }
      var elsewhere = destination
      elsewhere.low ^= 0x100
      #expect(!isRight(segment, source, elsewhere))
    }
  }

  @Test("Payloads that differ in one byte, in length or in order hash differently")
  func hashes() {
    #expect(payloadHash([UInt8]()) == 0)
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
    var seen: Set<UInt64> = []
    for length in 1...300 { seen.insert(payloadHash(Array(bytes.prefix(length)))) }
    for position in 0..<300 {
      var changed = bytes
      changed[position] ^= 0x80
      seen.insert(payloadHash(changed))
    }
    // One zero is the prefix of one byte again.
    for length in 2...300 { seen.insert(payloadHash([UInt8](repeating: 0, count: length))) }
    #expect(seen.count == 899)
    #expect(!seen.contains(0))
  }
}
