import Testing

@testable import WireFormat

@Suite("IP fragments")
struct FragmentTests {
  /// The pieces of a packet whose segment carries `payload`, as frames of raw IP.
  static func fragments(
    payload: [UInt8], pieces: [Range<Int>], identification: UInt16 = 7, isIPv6: Bool = false
  ) -> [[UInt8]] {
    var builder = FrameBuilder()
    builder.identification = identification
    if isIPv6 { (builder.source, builder.destination) = (ipv6Client, ipv6Server) }
    builder.payload = payload
    let content = builder.segment
    return pieces.map { piece in
      let more = piece.upperBound < content.count
      let bytes = Array(content[piece.clamped(to: content.indices)])
      if isIPv6 {
        var header: [UInt8] = [6, 0]
        header.append(bigEndian: UInt16(piece.lowerBound) | (more ? 1 : 0))
        header.append(bigEndian: UInt32(identification))
        return builder.packet(carrying: header + bytes, protocolNumber: 44)
      }
      return IPv4Header(
        totalLength: UInt16(20 + bytes.count), identification: identification, moreFragments: more,
        fragmentOffset: piece.lowerBound, protocolNumber: 6, source: builder.source,
        destination: builder.destination
      ).encoded() + bytes
    }
  }

  static let payload = (0..<100).map { UInt8($0) }
  static let pieces = [0..<40, 40..<80, 80..<120]

  /// What the decoder says to each frame in turn; nil where it gives a segment.
  static func reasons(_ frames: [[UInt8]], _ decoder: inout FrameDecoder) -> [SkipReason?] {
    frames.map { skipReason(decoder.decode($0.span, originalLength: $0.count, linkType: .raw)) }
  }

  @Test("The last fragment to arrive gives the whole segment, in any order", arguments: [false, true])
  func anyOrder(isIPv6: Bool) throws {
    let frames = Self.fragments(payload: Self.payload, pieces: Self.pieces, isIPv6: isIPv6)
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
      var decoder = FrameDecoder()
      #expect(Self.reasons(order.dropLast().map { frames[$0] }, &decoder) == [.fragment, .fragment])
      let last = frames[order[2]]
      let found = try segment(decoder.decode(last.span, originalLength: last.count, linkType: .raw))
      #expect(found.payloadLength == 100 && found.capturedPayloadLength == 100)
      #expect(found.payloadHash == payloadHash(Self.payload))
      #expect(found.identification == 7)
    }
  }

  @Test("Pieces of two datagrams are not mixed")
  func twoDatagrams() {
    let one = Self.fragments(payload: Self.payload, pieces: Self.pieces, identification: 1)
    let two = Self.fragments(payload: Self.payload, pieces: Self.pieces, identification: 2)
    var decoder = FrameDecoder()
    #expect(
      Self.reasons([one[0], two[1], one[1], two[2], two[0], one[2]], &decoder)
        == [.fragment, .fragment, .fragment, .fragment, nil, nil])
  }

  @Test("A copy of a fragment changes nothing, an overlap ends its datagram")
  func copiesAndOverlaps() {
    let frames = Self.fragments(payload: Self.payload, pieces: Self.pieces)
    var decoder = FrameDecoder()
    #expect(
      Self.reasons([frames[0], frames[0], frames[1], frames[1], frames[2]], &decoder)
        == [.fragment, .fragment, .fragment, .fragment, nil])
    let overlapping = Self.fragments(payload: Self.payload, pieces: [0..<40, 32..<80, 80..<120, 40..<80])
    decoder = FrameDecoder()
    #expect(Self.reasons(overlapping, &decoder) == [.fragment, .fragment, .fragment, .fragment])
  }

  @Test("Two different ends end the datagram")
  func contradictingEnds() {
    let frames = Self.fragments(payload: Self.payload, pieces: Self.pieces)
    let shorter = Self.fragments(payload: Array(Self.payload.prefix(84)), pieces: [80..<104])
    var decoder = FrameDecoder()
    #expect(
      Self.reasons([frames[0], frames[1], shorter[0]], &decoder)
        == [.fragment, .fragment, nil])
    decoder = FrameDecoder()
    #expect(
      Self.reasons([shorter[0], frames[2], frames[0], frames[1]], &decoder)
        == [.fragment, .fragment, .fragment, .fragment])
  }

  @Test("The table is bounded: the oldest datagram gives way")
  func bounded() {
    var decoder = FrameDecoder()
    let first = Self.fragments(payload: Self.payload, pieces: Self.pieces, identification: 0)
    _ = Self.reasons([first[0], first[1]], &decoder)
    for identification in 1...UInt16(FragmentTable.datagramLimit) {
      _ = Self.reasons(
        [Self.fragments(payload: Self.payload, pieces: [0..<40], identification: identification)[0]], &decoder
      )
    }
    #expect(Self.reasons([first[2]], &decoder) == [.fragment])
  }

  @Test("A first fragment that was snapped gives its own segment")
  func snapped() throws {
    let frame = Self.fragments(payload: Self.payload, pieces: [0..<80])[0]
    let found = try segment(decode(Array(frame.prefix(60)), originalLength: frame.count, linkType: .raw))
    #expect(found.payloadLength == 60 && found.capturedPayloadLength == 20)
  }

  @Test("A fragment that would end beyond 65,535 bytes is dropped")
  func beyondTheLargestDatagram() {
    let frame =
      IPv4Header(
        totalLength: 1044, fragmentOffset: 65_528, protocolNumber: 6, source: IPAddress(ipv4: 1),
        destination: IPAddress(ipv4: 2)
      ).encoded() + [UInt8](repeating: 0, count: 1024)
    #expect(skipReason(decode(frame, linkType: .raw)) == .fragment)
  }
}
