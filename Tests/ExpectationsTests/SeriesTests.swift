import Evidence
import Expectations
import Testing

@Suite("Series that double their distances")
struct SeriesTests {
  /// Retransmissions at these milliseconds.
  static func run(_ times: [Double]) throws -> RecordBuilder {
    var run = RecordBuilder()
    for time in times { try run.packet("client > server data retransmission timeout len 10", at: time) }
    return run
  }

  static func judge(_ times: [Double], _ rest: String) throws -> Finding {
    try run(times).judge("packets: { doubling: { of: client > server data retransmission\(rest) } }")
  }

  @Test("Doubled distances pass, with the kernel's slack, a cap and another factor")
  func passes() throws {
    #expect(try Self.judge([0, 200, 600, 1400], "").verdict == .pass)
    #expect(try Self.judge([0, 204, 612, 1450], ", from: 200ms").verdict == .pass)
    // Late by an eighth and a busy machine.
    #expect(try Self.judge([0, 400, 800, 1900], ", from: 200ms").verdict == .pass)
    #expect(
      try Self.judge([0, 200, 600, 1000, 1400], ", cap: 400ms, slack: 0%, allowance: 10ms").verdict == .pass)
    #expect(try Self.judge([0, 200, 500, 950], ", factor: 1.5, slack: 0%, allowance: 10ms").verdict == .pass)
    #expect(try Self.judge([0, 200, 600], ", from: 200ms, is: 3").verdict == .pass)
  }

  @Test("Distances that do not double fail, and the first wrong one is marked")
  func fails() throws {
    #expect(try Self.judge([0, 1000, 2000, 3000], ", allowance: 10ms").verdict == .fail)
    #expect(try Self.judge([0, 150, 550], ", from: 200ms").verdict == .fail)
    #expect(try Self.judge([0, 200, 600, 2400], ", from: 200ms").verdict == .fail)
    #expect(try Self.judge([0, 200, 600, 1400], ", cap: 400ms").verdict == .fail)
    #expect(try Self.judge([0, 200], "").verdict == .fail)
    let finding = try Self.judge([0, 200, 600, 2400], ", from: 200ms")
    #expect(finding.evidence == "the 3rd distance is 1.8s")
    #expect(finding.expected == ["✓ 190ms to 475ms", "✓ 390ms to 700ms", "✗ 790ms to 1.15s"])
    #expect(finding.actual.last == "✗ 1.8s until client > server data retransmission timeout len 10")
  }

  @Test("Missed frames leave a series open")
  func missed() throws {
    var run = try Self.run([0, 200, 1400])
    run.record.captures[0].droppedByKernel = 1
    let finding = try run.judge("packets: { doubling: { of: client > server data retransmission } }")
    #expect(finding.verdict == .inconclusive)
  }

  @Test(
    "A series that makes no sense is refused",
    arguments: [
      "{ from: 200ms }", "{ of: data +1s }", "{ of: data, factor: 0.5 }", "{ of: data, slack: 200% }",
      "{ of: data, is: 2 }",
    ])
  func refused(series: String) {
    #expect(throws: (any Error).self) {
      try RecordBuilder().judge("packets: { doubling: \(series) }")
    }
  }
}
