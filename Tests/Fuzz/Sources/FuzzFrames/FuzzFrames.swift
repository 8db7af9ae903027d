import FuzzSupport
import WireFormat

/// The link types that the first byte of an input chooses from; the last is unknown.
private let linkTypes: [UInt16] = [
  1, 0, 9, 12, 14, 50, 51, 101, 104, 107, 108, 113, 129, 228, 229, 276, 9999,
]

/// An input is: a link type, what was cut off by the snap length, then frames, each behind its length.
@_cdecl("FuzzFrames_main")
func fuzzFramesMain(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  Fuzzer.run(argc, argv, seeds: seeds) { data, count in
    guard let data, count > 3 else { return 0 }
    decode(Span(_unsafeStart: data, count: count))
    return 0
  }
}

private func decode(_ input: Span<UInt8>) {
  let linkType = LinkType(rawValue: linkTypes[Int(input[0]) % linkTypes.count])
  let cut = Int(input[1])
  // One decoder for all frames of an input, so that fragments meet.
  var decoder = FrameDecoder()
  var offset = 2
  while offset < input.count {
    let end = min(input.count, offset + 1 + Int(input[offset]))
    let frame = input.extracting(offset + 1..<end)
    offset = end
    let decoded = decoder.decode(frame, originalLength: frame.count + cut, linkType: linkType)
    guard case .tcp(let segment) = decoded else { continue }
    precondition(segment.capturedPayloadLength <= segment.payloadLength)
    precondition((segment.payloadHash == 0) == (segment.capturedPayloadLength == 0))
    precondition(segment.sackBlockCount <= 4)
    precondition(!PacketText.line(segment).isEmpty)
  }
}

/// Good frames of every kind, so that the fuzzer need not find the way through the headers by itself.
private func seeds() -> [[UInt8]] {
  var builder = FrameBuilder()
  builder.payload = [1, 2, 3, 4, 5]
  builder.options = [
    .maximumSegmentSize(1460), .sackPermitted, .timestamp(value: 1, echo: 2), .noOperation, .windowScale(7),
  ]
  var sack = builder
  sack.vlans = [1, 2]
  sack.ipOptions = [7, 4, 5, 0]
  sack.options = [
    .sack([SACKBlock(left: SequenceNumber(1), right: SequenceNumber(2))]), .fastOpen(cookie: [1, 2]),
  ]
  var ipv6 = builder
  ipv6.source = IPAddress(ipv6High: 0x2001_0db8_0000_0000, low: 1)
  ipv6.destination = IPAddress(ipv6High: 0x2001_0db8_0000_0000, low: 2)
  let fragments = [0..<24, 24..<builder.segment.count].map { range in
    let piece = Array(builder.segment[range])
    return IPv4Header(
      totalLength: UInt16(20 + piece.count), identification: 7, moreFragments: range.lowerBound == 0,
      fragmentOffset: range.lowerBound, protocolNumber: 6, source: builder.source,
      destination: builder.destination
    ).encoded() + piece
  }
  let fragmentsIPv6 = [0..<24, 24..<builder.segment.count].map { range in
    let header: [UInt8] = [6, 0, 0, range.lowerBound == 0 ? 1 : 24, 0, 0, 0, 9]
    return ipv6.packet(carrying: header + Array(builder.segment[range]), protocolNumber: 44)
  }
  let extensions: [UInt8] = [43, 0, 1, 4, 0, 0, 0, 0, 60, 0, 0, 0, 0, 0, 0, 0, 6, 0, 1, 4, 0, 0, 0, 0]
  let icmp = builder.packet(carrying: [3, 4, 0, 0, 0, 0, 5, 0] + builder.packet, protocolNumber: 1)
  let icmpv6 = ipv6.packet(carrying: [2, 0, 0, 0, 0, 0, 5, 0] + ipv6.packet, protocolNumber: 58)
  let gre = builder.packet(
    carrying: [0x30, 0x81, 0x88, 0x0B, 0, 44, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0xFF, 3, 0, 0x21]
      + builder.packet,
    protocolNumber: 47)
  let arp: [UInt8] = [0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 1, 0, 0, 0, 0, 0, 0, 10, 0, 0, 2]
  let pppoe: [UInt8] = [0x11, 0, 0, 9, 0, 42, 0, 0x21]
  let raw = [7, 0].map { UInt8($0) }
  let ethernet = [0, 0].map { UInt8($0) }
  return [
    ethernet + framed([builder.frame, sack.frame, ipv6.frame]),
    ethernet + framed([builder.frame(carrying: arp, etherType: 0x0806)]),
    ethernet + framed([builder.frame(carrying: pppoe + builder.packet, etherType: 0x8864)]),
    ethernet
      + framed([builder.frame(carrying: [0, 1, 0, 64, 0, 2, 1, 64] + builder.packet, etherType: 0x8847)]),
    raw + framed(fragments), raw + framed(fragmentsIPv6), raw + framed([icmp, icmpv6, gre]),
    raw + framed([builder.packet(carrying: builder.packet, protocolNumber: 4)]),
    raw + framed([ipv6.packet(carrying: extensions + ipv6.segment, protocolNumber: 0)]),
    [1, 9] + framed([[2, 0, 0, 0] + builder.packet]), [5, 9] + framed([[0xFF, 3, 0, 0x57] + ipv6.packet]),
    [11, 9] + framed([[UInt8](repeating: 0, count: 14) + [8, 0] + builder.packet]),
    [15, 9] + framed([[8, 0] + [UInt8](repeating: 0, count: 18) + builder.packet]),
    [9, 0] + framed([[0x18, 0x41, 0x03, 0xCC] + builder.packet]),
  ]
}

private func framed(_ frames: [[UInt8]]) -> [UInt8] {
  frames.flatMap { [UInt8(min(255, $0.count))] + $0 }
}
