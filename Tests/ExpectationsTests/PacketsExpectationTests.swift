import Evidence
import Expectations
import LabFile
import LabModel
import Testing
import WireFormat

@Suite("Expecting packets")
struct PacketsExpectationTests {
  /// A handshake, ten bytes, a kill at 100 ms with its FIN, and a data segment that is lost and sent again.
  static func run() throws -> RecordBuilder {
    var run = RecordBuilder()
    run.step("start: server", from: 0, to: 1)
    run.step("start: client", from: 1, to: 2)
    try run.packet("client > server syn", at: 2)
    try run.packet("server > client synAck", at: 2.1)
    try run.packet("client > server handshakeAck", at: 2.2)
    try run.packet("client > server data len 10", at: 3)
    try run.packet("server > client ack", at: 3.1)
    run.step("wait: { process: client }", from: 2, to: 50)
    try run.packet("client > server data len 20 lost", at: 60)
    try run.packet("client > server data retransmission timeout len 20", at: 264)
    run.step("kill: server", from: 300, to: 301)
    try run.packet("server > client fin", at: 300.5)
    try run.packet("client > server ack", at: 300.6)
    return run
  }

  @Test(
    "What was there passes",
    arguments: [
      "packets: { sequence: [ client > server syn, server > client synAck, client > server handshakeAck ] }",
      "packets: { sequence: [ client > server syn, server > client fin ] }",
      "packets: { strict: true, sequence: [ syn, synAck, handshakeAck, data, ack ] }",
      "packets: { sequence: [ data lost, data retransmission +204ms ] }",
      "packets: { sequence: [ client > server 2nd data lost, client > server 3rd data arrived ] }",
      "packets: { after: kill, sequence: server > client fin }",
      "packets: { after: kill, none: data }",
      "packets: { after: wait, sequence: data len 20 lost }",
      "packets: { before: kill, none: fin }",
      "packets: { after: client > server 2nd data, sequence: data retransmission }",
      "packets: { after: client > server 1st data, within: 50ms, none: data }",
      "packets: { none: [ reset, any > any arpRequest ] }",
      "packets: { count: { of: client > server data, is: 3 } }",
      "packets: { after: server > client fin, none: fin }",
      "packets: { before: server > client fin, none: fin }",
      "packets: { before: client > server syn, none: any }",
      "packets: { between: [ client > server syn, client > server handshakeAck ], count: { of: any, is: 1 } }",
      "packets: { between: [ client > server syn, server > client synAck ], none: any }",
      "packets: { after: client > server 2nd data, sequence: data retransmission +204ms }",
      "packets: { count: { of: client > server data, at-least: 2, at-most: 3 } }",
      "packets: { after: end of kill, count: { of: any, is: 0 } }",
      "packets: { connection: 2, none: any }",
    ])
  func passes(expectation: String) throws {
    // Rules out an expectation that can never be met.
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .pass, "\(finding.evidence) \(finding.actual)")
    #expect(!finding.evidence.isEmpty)
  }

  @Test(
    "What was not there fails, with expected and actual",
    arguments: [
      "packets: { sequence: [ client > server syn, client > server synAck ] }",
      "packets: { sequence: [ synAck, syn ] }",
      "packets: { strict: true, sequence: [ syn, handshakeAck ] }",
      "packets: { sequence: [ data lost, data retransmission +400ms ] }",
      "packets: { after: client > server 2nd data, sequence: data retransmission +400ms }",
      "packets: { sequence: [ client > server 2nd data, client > server 4th data ] }",
      "packets: { sequence: client > server 1st data lost }",
      "packets: { after: kill, sequence: client > server syn }",
      "packets: { after: kill, none: fin }",
      "packets: { none: any }",
      "packets: { before: start of wait, sequence: [ syn, data ] }",
      "packets: { count: { of: client > server data, is: 2 } }",
      "packets: { count: { of: client > server data, at-least: 4 } }",
      "packets: { count: { of: client > server data, at-most: 2 } }",
      "packets: { connection: 2, sequence: syn }",
      "packets: { sequence: syn, none: synAck }",
    ])
  func fails(expectation: String) throws {
    // Rules out an expectation that cannot fail, and a failure without its evidence.
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .fail)
    #expect(!finding.expected.isEmpty && !finding.actual.isEmpty && !finding.evidence.isEmpty)
  }

  @Test(
    "What the record cannot decide is inconclusive",
    arguments: [
      "packets: { after: 2nd unplug, none: any }", "packets: { before: 1st unplug, sequence: syn }",
      "packets: { after: client > server reset, none: any }",
      "packets: { after: kill, before: start client, none: any }",
      "packets: { connection: 7, none: reset }", "packets: { connection: 7, count: { of: syn, is: 0 } }",
    ])
  func inconclusive(expectation: String) throws {
    // Rules out that a step that never ran makes an empty part of the run, where nothing is always true.
    #expect(try Self.run().judge(expectation).verdict == .inconclusive)
  }

  @Test("Missed frames decide nothing that rests on absence")
  func missedFrames() throws {
    // Rules out a pass, or a failure, that a missed frame would have turned.
    var run = try Self.run()
    run.record.captures[1].droppedByKernel = 3
    #expect(try run.judge("packets: { none: reset }").verdict == .inconclusive)
    #expect(try run.judge("packets: { sequence: reset }").verdict == .inconclusive)
    #expect(try run.judge("packets: { count: { of: data, is: 3 } }").verdict == .inconclusive)
    #expect(try run.judge("packets: { count: { of: data, at-most: 5 } }").verdict == .inconclusive)
    // What was seen was seen.
    #expect(try run.judge("packets: { none: syn }").verdict == .fail)
    #expect(try run.judge("packets: { sequence: [ syn, synAck ] }").verdict == .pass)
    #expect(try run.judge("packets: { count: { of: data, at-least: 3 } }").verdict == .pass)
    #expect(try run.judge("packets: { count: { of: data, at-most: 2 } }").verdict == .fail)
  }

  @Test("A packet still on its way at the end neither arrived nor was lost")
  func inFlight() throws {
    // Rules out 'nothing arrived' for a packet of which nobody knows.
    var run = try Self.run()
    try run.packet("server > client reset", at: 59_999, fate: .inFlight)
    #expect(try run.judge("packets: { none: reset arrived }").verdict == .inconclusive)
    #expect(try run.judge("packets: { none: reset }").verdict == .fail)
  }

  @Test(
    "Whatever hangs on what became of the last packet is inconclusive",
    arguments: [
      "packets: { count: { of: reset lost, is: 0 } }", "packets: { count: { of: reset arrived, is: 1 } }",
      "packets: { sequence: [ reset arrived ] }", "packets: { sequence: [ syn, reset lost ] }",
      "packets: { doubling: { of: reset lost, from: 1s, at-least: 1 } }",
      "never: server > client reset lost", "never: arrival of server > client reset",
      "order: [ unplug, arrival of server > client reset ]",
    ])
  func undecided(expectation: String) throws {
    // Rules out a verdict that the packet's arrival, a moment after the end, would have turned.
    var run = try Self.run()
    run.step("unplug: client", from: 400, to: 401)
    run.step("unplug: client", from: 402, to: 403)
    try run.packet("server > client reset", at: 59_999, fate: .inFlight)
    let expectation = expectation.replacing("unplug", with: "1st unplug")
    let finding = try run.judge(expectation)
    #expect(finding.verdict == .inconclusive, "\(finding.evidence)")
  }

  @Test(
    "What the last packet cannot turn is decided",
    arguments: [
      ("packets: { count: { of: any lost, at-least: 1 } }", "pass"),
      ("packets: { count: { of: any lost, at-most: 5 } }", "pass"),
      ("packets: { count: { of: reset lost, at-least: 2 } }", "fail"),
      ("packets: { sequence: [ reset lost, syn ] }", "fail"),
      ("never: { any-of: [ server > client reset lost ], before: kill }", "pass"),
      ("never: { any-of: [ arrival of server > client reset ], before: kill }", "pass"),
    ])
  func decided(expectation: String, verdict: String) throws {
    // Rules out that one packet on its way makes everything inconclusive.
    var run = try Self.run()
    try run.packet("server > client reset", at: 59_999, fate: .inFlight)
    let finding = try run.judge(expectation)
    #expect(finding.verdict.rawValue == verdict, "\(finding.evidence)")
  }

  @Test(
    "A gap to no packet is refused",
    arguments: [
      "packets: { none: data +1s }", "packets: { count: { of: data +1s, is: 1 } }",
      "packets: { sequence: fin +1s }", "packets: { sequence: fin, after: client > server data +1s }",
      "never: client > server data +1s",
      "initial-sequence: { of: syn +1s, distinct: true }",
    ])
  func gapToNothing(expectation: String) {
    // Rules out a gap that is read and never looked at.
    let problem = #expect(throws: LabProblems.self) { try Self.run().judge(expectation) }
    #expect(problem?.description.contains("cannot have a gap: there is no packet before it") == true)
  }

  @Test("A later beginning is tried where the first does not fit")
  func laterBeginning() throws {
    // Rules out a search that commits to the first packet that begins well.
    var run = RecordBuilder()
    try run.packet("client > server syn", at: 0)
    try run.packet("client > server syn retransmission", at: 1030)
    try run.packet("client > server syn retransmission", at: 3046)
    #expect(try run.judge("packets: { sequence: [ syn, syn +2s ] }").verdict == .pass)
    #expect(try run.judge("packets: { sequence: [ syn, syn +1s, syn +2s ] }").verdict == .pass)
    #expect(try run.judge("packets: { sequence: [ syn, syn +2s, syn +1s ] }").verdict == .fail)
    #expect(try run.judge("packets: { sequence: [ syn, syn +3s ] }").verdict == .pass)
    #expect(try run.judge("packets: { strict: true, sequence: [ syn, syn +3s ] }").verdict == .fail)
    #expect(try run.judge("packets: { sequence: [ syn, syn +at least 4s ] }").verdict == .fail)
  }

  @Test("The evidence of a failure shows where the sequence broke")
  func failureText() throws {
    // Rules out a failure from which nobody can see what was there instead.
    let finding = try Self.run().judge(
      "packets: { sequence: [ syn, synAck, data retransmission fast, fin ] }")
    #expect(
      finding.evidence
        == "'data retransmission fast' is missing after server > client synAck at 0.002s; nearest: "
        + "client > server data retransmission timeout len 20 at 0.264s, which is not 'fast'")
    #expect(finding.expected == ["✓ syn", "✓ synAck", "✗ data retransmission fast", "  fin"])
    #expect(
      finding.actual == [
        "✓ 0.002s  client > server syn",
        "✓ 0.002s  server > client synAck",
        "  0.002s  client > server handshakeAck",
        "  0.003s  client > server data len 10",
        "  0.003s  server > client ack",
        "  0.060s  client > server data len 20 lost",
        "  0.264s  client > server data retransmission timeout len 20",
        "  0.300s  server > client fin",
        "  0.300s  client > server ack",
      ])
    let fifth = try Self.run().judge("packets: { sequence: [ client > server 5th data, fin ] }")
    #expect(
      fifth.evidence == "'client > server 5th data' is missing; there were only 3 such packets")
    let second = try Self.run().judge("packets: { count: { of: 2nd synAck, is: 1 } }")
    #expect(second.evidence == "0 packets were '2nd synAck', not 1; there was only 1 such packet")
    let gap = try Self.run().judge("packets: { sequence: [ data lost, data retransmission +1s ] }")
    #expect(gap.evidence == "'data retransmission +1s' came after 204ms")
  }

  @Test("A long list is cut around the place that matters")
  func longLists() throws {
    // Rules out ten thousand lines of evidence.
    var run = RecordBuilder()
    for number in 0..<10_000 { try run.packet("client > server data len 10", at: Double(number)) }
    let finding = try run.judge("packets: { sequence: [ 5000th data, reset ] }")
    #expect(finding.actual.count == 15)
    #expect(finding.actual.first == "  … 4995 before" && finding.actual.last == "  … 4992 more")
    #expect(try run.judge("packets: { none: data }").actual.count == 10)
  }
}
