import Testing
import WireFormat

@testable import TCPAnalysis

@Suite("ICMP errors as evidence")
struct ICMPEvidenceTests {
  static let client = IPAddress(ipv4: 0x0A00_0001)
  static let server = IPAddress(ipv4: 0x0A00_0002)

  /// An error that quotes a segment from one end of `FlowNotation`'s connection to the other.
  static func error(
    from reporter: UInt32 = 0xC633_6401, code: UInt8 = 1, quotesClient: Bool = true,
    clientPort: UInt16 = 40000
  ) -> ICMPError {
    let quoted = ICMPError.QuotedSegment(
      source: quotesClient ? client : server, destination: quotesClient ? server : client,
      sourcePort: quotesClient ? clientPort : 80, destinationPort: quotesClient ? 80 : clientPort,
      sequence: SequenceNumber(1000))
    return ICMPError(
      source: IPAddress(ipv4: reporter), destination: quotesClient ? client : server, type: 3, code: code,
      quoted: quoted)
  }

  @Test("An error belongs to the connection that it quotes, and to the end whose segment it quotes")
  func attribution() throws {
    // Rules out an error that is told of another connection, of the wrong end, or counted as a segment.
    var flow = FlowNotation()
    flow.play("C > S syn")
    let found = flow.analyzer.observe(Self.error(), timeNs: 1)
    #expect(found?.connection == 1)
    #expect(found?.evidence.about == .client)
    let answer = flow.analyzer.observe(Self.error(quotesClient: false), timeNs: 2)
    #expect(answer?.evidence.about == .server)
    let other = flow.analyzer.observe(Self.error(clientPort: 40001), timeNs: 3)
    #expect(other == nil)
    let summary = try #require(flow.analyzer.finish().first)
    #expect(summary.clientCounts.frames == 1 && summary.serverCounts.frames == 0)
    #expect(summary.icmpErrors.findings.map { $0.evidence.about } == [.client, .server])
  }

  @Test("The same error again is counted, and only a few different ones are kept")
  func bounded() throws {
    // Rules out memory that grows with a flood of ICMP, and a count that misses some.
    var flow = FlowNotation()
    flow.play("C > S syn")
    for round in 0..<1000 {
      flow.analyzer.observe(Self.error(), timeNs: Int64(round))
      flow.analyzer.observe(Self.error(from: UInt32(round)), timeNs: Int64(round))
    }
    let found = try #require(flow.analyzer.finish().first).icmpErrors
    #expect(found.findings.count == ICMPFindings.limit)
    #expect(found.findings.first?.count == 1000)
    #expect(found.findings.reduce(found.otherCount) { $0 + $1.count } == 2000)
  }

  @Test(
    "An error says what its RFC calls it",
    arguments: [
      (UInt8(3), UInt8(1), "host unreachable"), (3, 3, "port unreachable"),
      (3, 13, "communication administratively prohibited"), (3, 99, "destination unreachable (code 99)"),
      (11, 0, "time to live exceeded in transit"),
    ])
  func meanings(type: UInt8, code: UInt8, words: String) {
    // Rules out a number where a reader needs a word.
    #expect(ICMPError(source: Self.client, destination: Self.server, type: type, code: code).meaning == words)
  }

  @Test("A packet that is too big names the MTU, and ICMPv6 has codes of its own")
  func meaningsOfOthers() {
    // Rules out ICMPv6 read with ICMP's table: 1/4 is a port there.
    let router = IPAddress(ipv6High: 0x2001_0db8_0000_0000, low: 1)
    let unreachable = ICMPError(source: router, destination: router, type: 1, code: 4)
    #expect(unreachable.meaning == "port unreachable")
    let tooBig = ICMPError(source: router, destination: router, type: 2, code: 0, nextHopMTU: 1280)
    #expect(tooBig.meaning == "packet too big, MTU 1280")
  }
}

@Suite("Records as bytes")
struct RecordBytesTests {
  @Test("A summary survives being written and read, with its reset and its ICMP errors")
  func summaries() throws {
    // Rules out a field that is written and not read, read in another order, or cut off at the end.
    var flow = FlowNotation()
    flow.play(
      """
      C > S syn
      S > C syn ack
      C > S .
      C > S data len 100
      S > C fin
      C > S data len 10
      S > C rst seq 2
      """)
    for reporter in 1...5 {
      flow.analyzer.observe(ICMPEvidenceTests.error(from: UInt32(reporter)), timeNs: 1)
    }
    var summary = try #require(flow.analyzer.finish().first)
    #expect(summary.resetFrame == 7 && summary.resetReason.rule == .dataAfterClose)
    #expect(summary.icmpErrors.otherCount == 2)
    summary.history = String(repeating: "x", count: 256)
    #expect(summary.encoded.count == ConnectionSummary.byteCount)
    #expect(ConnectionSummary(encoded: summary.encoded[...]) == summary)
  }

  @Test("A frame's record survives being written and read, whatever it is about")
  func frames() {
    // Rules out a note that is taken for another, and one that does not fit.
    let router = IPAddress(ipv6High: .max, low: .max)
    var error = ICMPError(source: router, destination: router, type: 2, code: 0, nextHopMTU: .max)
    error.quoted = ICMPEvidenceTests.error().quoted
    let notes: [FrameRecord.Note] =
      [
        .none, .icmpError(ICMPEvidence(error, about: .server)),
        .arp(sender: ICMPEvidenceTests.client, target: ICMPEvidenceTests.server),
      ] + OtherTraffic.allCases.map { .other($0) } + SkipReason.allCases.map { .skipped($0) }
    for note in notes {
      let label = FrameLabel(
        connection: 3, sender: .server, packetClass: .data, flags: [.push, .sack], kind: .fast,
        trigger: .timeout, cause: .unknown,
        reason: LabelReason(.timeout, first: 1, second: 2, measured: -3, bound: .max), relativeSequence: 9,
        relativeAcknowledgment: nil, scaledWindow: 1 << 30)
      let record = FrameRecord(number: 7, timeNs: -1, payloadBytes: 5, label: label, note: note)
      #expect(record.encoded.count == FrameRecord.byteCount)
      #expect(FrameRecord(encoded: record.encoded[...]) == record)
    }
  }
}
