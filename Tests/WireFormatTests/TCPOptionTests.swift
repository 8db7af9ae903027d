import Testing

@testable import WireFormat

@Suite("TCP options (RFC 9293 §3.2)")
struct TCPOptionTests {
  /// A segment with these options.
  static func segment(_ options: [TCPOption]) throws -> TCPSegment {
    var builder = FrameBuilder()
    builder.options = options
    builder.payload = [42]
    return try WireFormatTests.segment(decode(builder.frame))
  }

  @Test("Every option of a SYN comes back")
  func synOptions() throws {
    let segment = try Self.segment([
      .maximumSegmentSize(1460), .sackPermitted, .timestamp(value: 0x1122_3344, echo: 0x5566_7788),
      .noOperation,
      .windowScale(7), .fastOpen(cookie: [1, 2, 3, 4, 5, 6, 7, 8]),
    ])
    #expect(segment.maximumSegmentSize == 1460)
    #expect(segment.sackPermitted)
    #expect(segment.timestamp?.value == 0x1122_3344 && segment.timestamp?.echo == 0x5566_7788)
    #expect(segment.windowScale == 7)
    #expect(segment.fastOpen)
    #expect(segment.payloadLength == 1 && !segment.optionsAreIncomplete)
  }

  @Test("The usual two paddings and a time stamp take the short way and say the same")
  func paddedTimestamp() throws {
    let padded = try Self.segment([.noOperation, .noOperation, .timestamp(value: 1, echo: 2)])
    let behind = try Self.segment([.timestamp(value: 1, echo: 2), .noOperation, .noOperation])
    #expect(padded.timestamp?.value == 1 && padded.timestamp?.echo == 2)
    #expect(behind.timestamp?.value == 1 && behind.timestamp?.echo == 2)
  }

  @Test("One to four SACK blocks come back in order", arguments: 1...4)
  func sackBlocks(count: Int) throws {
    let blocks = (0..<count).map { index in
      SACKBlock(left: SequenceNumber(UInt32(index * 100)), right: SequenceNumber(UInt32(index * 100 + 50)))
    }
    let segment = try Self.segment([.noOperation, .noOperation, .sack(blocks)])
    #expect(segment.sackBlockCount == count)
    #expect((0..<count).map { segment.sackBlocks[$0] } == blocks)
  }

  @Test("Fast Open's experimental number counts, another experiment does not")
  func experimentalFastOpen() throws {
    #expect(try Self.segment([.experimentalFastOpen(cookie: [])]).fastOpen)
    #expect(try Self.segment([.experimentalFastOpen(cookie: [1, 2, 3, 4])]).fastOpen)
    #expect(try Self.segment([.fastOpen(cookie: [])]).fastOpen)
    #expect(try !Self.segment([.raw([254, 4, 0xF9, 0x8A])]).fastOpen)
    #expect(try !Self.segment([.raw([254, 3, 0xF9])]).fastOpen)
  }

  @Test("The decoder forgets the options of the segment before")
  func nothingIsLeftOver() throws {
    var decoder = FrameDecoder()
    var contents = FrameContents()
    var builder = FrameBuilder()
    builder.options = [
      .maximumSegmentSize(1), .windowScale(1), .sackPermitted, .fastOpen(cookie: []),
      .timestamp(value: 1, echo: 1),
    ]
    builder.payload = [1]
    for options in [builder.options, []] {
      builder.options = options
      builder.payload = options.isEmpty ? [] : [1]
      let frame = builder.frame
      #expect(
        decoder.decode(frame.span, originalLength: frame.count, linkType: .ethernet, into: &contents) == .tcp)
    }
    let segment = contents.segment
    #expect(segment.maximumSegmentSize == nil && segment.windowScale == nil && segment.timestamp == nil)
    #expect(!segment.sackPermitted && !segment.fastOpen && segment.payloadHash == 0)
  }

  struct BadRow: CustomTestStringConvertible, Sendable {
    var id: String
    var bytes: [UInt8]
    /// Whether reading had to stop before the end.
    var stops: Bool
    var testDescription: String { id }
  }

  /// Each is followed by a window scale of 9, which is seen only where reading went on.
  static let badRows: [BadRow] = [
    BadRow(id: "MSS of 3 bytes", bytes: [2, 3, 0], stops: false),
    BadRow(id: "MSS of 6 bytes", bytes: [2, 6, 0, 0, 0, 0], stops: false),
    BadRow(id: "time stamp of 9 bytes", bytes: [8, 9, 0, 0, 0, 0, 0, 0, 0], stops: false),
    BadRow(id: "SACK of 9 bytes", bytes: [5, 9, 0, 0, 0, 0, 0, 0, 0], stops: false),
    BadRow(id: "SACK of no block", bytes: [5, 2], stops: false),
    BadRow(id: "unknown option", bytes: [77, 5, 1, 2, 3], stops: false),
    BadRow(id: "length 0", bytes: [77, 0], stops: true),
    BadRow(id: "length 1", bytes: [2, 1], stops: true),
    BadRow(id: "length beyond the header", bytes: [77, 200], stops: true),
    BadRow(id: "end of list", bytes: [0], stops: false),
  ]

  @Test(
    "A wrong length loses one option, an impossible one loses the rest, none loses the segment",
    arguments: badRows)
  func badLengths(row: BadRow) throws {
    let segment = try Self.segment([.raw(row.bytes), .windowScale(9)])
    #expect(segment.maximumSegmentSize == nil && segment.timestamp == nil && segment.sackBlockCount == 0)
    #expect(segment.optionsAreIncomplete == row.stops)
    #expect(segment.windowScale == (row.stops || row.bytes == [0] ? nil : 9))
    #expect(segment.payloadLength == 1)
  }

  @Test("Options cut at every length are read as far as they go")
  func truncated() throws {
    var builder = FrameBuilder()
    builder.options = [
      .maximumSegmentSize(1460), .timestamp(value: 1, echo: 2), .noOperation, .windowScale(7),
    ]
    let frame = builder.frame
    for length in 54..<frame.count {
      let segment = try WireFormatTests.segment(
        decode(Array(frame.prefix(length)), originalLength: frame.count))
      #expect(segment.optionsAreIncomplete, "\(length) bytes")
      #expect((segment.maximumSegmentSize != nil) == (length >= 58))
      #expect((segment.timestamp != nil) == (length >= 68))
      #expect((segment.windowScale != nil) == (length >= 72))
    }
  }

  @Test("A data offset that cannot be makes the header bad")
  func impossibleDataOffset() {
    var builder = FrameBuilder()
    builder.payload = [1, 2, 3]
    var frame = builder.frame
    for offset in 0..<5 {
      frame[46] = UInt8(offset) << 4
      #expect(skipReason(decode(frame)) == .badTransportHeader)
    }
    // 24 bytes of header, 23 of segment.
    frame[46] = 6 << 4
    #expect(skipReason(decode(frame)) == .badTransportHeader)
  }
}
