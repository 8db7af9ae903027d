import Testing

@testable import WireFormat

@Suite("Changes to a TCP header on its way")
struct TCPHeaderEditTests {
  /// A SYN with every option that a Linux host sends.
  static func syn(ipv6: Bool) -> FrameBuilder {
    var builder = FrameBuilder()
    if ipv6 { (builder.source, builder.destination) = (ipv6Client, ipv6Server) }
    builder.flags = [.syn, .ece, .cwr]
    builder.options = [
      .maximumSegmentSize(1460), .sackPermitted, .timestamp(value: 7, echo: 0), .noOperation,
      .windowScale(10),
    ]
    return builder
  }

  static func hasRightChecksum(_ frame: [UInt8], _ builder: FrameBuilder) -> Bool {
    InternetChecksum.tcpIsRight(
      Array(frame.suffix(builder.segment.count)).span, source: builder.source,
      destination: builder.destination
    )
  }

  @Test(
    "Each change is made, said, and leaves a right checksum and all else as it was", arguments: [false, true])
  func changes(ipv6: Bool) throws {
    // Rules out a change at the wrong place, a length that no longer fits, and a packet that the receiver drops.
    var edit = TCPHeaderEdit()
    edit.maximumSegmentSize = 536
    edit.window = 0
    edit.clear = [.ece, .cwr]
    edit.set = [.psh]
    edit.without = [.sack, .windowScale]
    let builder = Self.syn(ipv6: ipv6)
    let before = builder.frame
    let (frame, changes) = try #require(edit.applied(to: before))
    #expect(
      changes == [
        "flags SEW made SP", "window 64240 made 0", "mss 1460 made 536", "sack taken out",
        "window-scale taken out",
      ])
    #expect(frame.count == before.count)
    #expect(Self.hasRightChecksum(frame, builder))
    let segment = try WireFormatTests.segment(decode(frame))
    #expect(segment.flags == [.syn, .psh])
    #expect(segment.window == 0)
    #expect(segment.maximumSegmentSize == 536)
    #expect(!segment.sackPermitted && segment.windowScale == nil)
    #expect(segment.timestamp?.value == 7)
    #expect(segment.sequence == builder.sequence)
  }

  @Test("Payload stays, of odd length too")
  func payload() throws {
    // Rules out a checksum that is right only for segments without data.
    for length in [0, 1, 2, 7, 1000] {
      var builder = FrameBuilder()
      builder.payload = (0..<length).map { UInt8(truncatingIfNeeded: $0) }
      builder.options = [.noOperation, .noOperation, .timestamp(value: 1, echo: 2)]
      var edit = TCPHeaderEdit()
      edit.without = [.timestamps]
      let (frame, _) = try #require(edit.applied(to: builder.frame))
      #expect(Self.hasRightChecksum(frame, builder), "\(length) bytes")
      #expect(frame.suffix(length) == builder.payload[...])
    }
  }

  @Test("A wrong checksum stays wrong")
  func wrongChecksum() throws {
    // Rules out an edit that repairs what was damaged before it.
    let builder = FrameBuilder()
    var frame = builder.frame
    frame[frame.count - 4] ^= 0x40
    var edit = TCPHeaderEdit()
    edit.window = 1
    let edited = try #require(edit.applied(to: frame)).frame
    #expect(!Self.hasRightChecksum(edited, builder))
  }

  @Test("Nothing to change is no change")
  func nothing() {
    // Rules out a fault that claims to have changed what stayed the same.
    var edit = TCPHeaderEdit()
    edit.maximumSegmentSize = 536
    edit.clear = [.syn]
    edit.window = 64_240
    edit.without = [.fastOpen]
    #expect(edit.applied(to: FrameBuilder().frame) == nil)
    #expect(edit.applied(to: FrameBuilder().frame(carrying: [1, 2, 3], etherType: EtherType.arp)) == nil)
    var udp = FrameBuilder().frame
    udp[14 + 9] = 17
    #expect(edit.applied(to: udp) == nil)
  }

  @Test("A frame cut at any length, and options of any length, are no trap")
  func truncated() {
    // Rules out reading behind the end of what somebody sent.
    var edit = TCPHeaderEdit()
    edit.maximumSegmentSize = 1
    edit.without = TCPHeaderEdit.Removable.allCases
    let frame = Self.syn(ipv6: false).frame
    for length in 0..<frame.count { _ = edit.applied(to: Array(frame.prefix(length))) }
    for place in 54..<frame.count {
      for value in [0, 1, 2, 5, 200, 255] as [UInt8] {
        var bad = frame
        bad[place] = value
        #expect(edit.applied(to: bad)?.frame.count ?? frame.count == frame.count)
      }
    }
  }
}
