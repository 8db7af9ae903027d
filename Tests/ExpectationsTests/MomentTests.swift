import Evidence
import Expectations
import LabModel
import Testing

@Suite("Moments: order, never, between")
struct MomentTests {
  /// The server is killed at 100 ms; its FIN makes the client's receive return 0, and the client closes.
  static func run() throws -> RecordBuilder {
    var run = RecordBuilder()
    run.step("start: server", from: 0, to: 1)
    run.step("start: client", from: 1, to: 2)
    try run.packet("client > server syn", at: 2)
    run.record.packets[0].arrivedAtNs = RecordBuilder.ns(2.1)
    run.state("client", "ESTABLISHED", at: 3, port: 40000, remote: 7000)
    run.call("client", "receive", from: 4, to: 101, result: 0)
    run.step("kill: server", from: 100, to: 100.2)
    try run.packet("server > client fin", at: 100.5)
    run.state("client", "CLOSE_WAIT", at: 100.8, port: 40000, remote: 7000)
    run.call("client", "close", from: 102, to: 102.1)
    try run.packet("client > server fin", at: 102.05)
    run.record.processes[1].exitedAtNs = RecordBuilder.ns(100.1)
    run.record.processes[1].exit = .signal("SIGKILL")
    return run
  }

  @Test(
    "What happened in this order, and what never did, passes",
    arguments: [
      "order: [ kill, server > client fin, { process: client, call: receive, result: 0 }, client > server fin ]",
      "order: [ client > server syn, arrival of client > server syn, { process: server, exited: true } ]",
      "order: [ { process: client, call: receive, started: true }, kill, { socket: { host: client, state: CLOSE_WAIT } } ]",
      "never: server > client reset", "never: { process: client, call: receive, error: ECONNRESET }",
      "never: { process: client, exited: true }",
      "never: { any-of: [ client > server fin ], before: kill }",
      "never: { any-of: [ { process: client, call: close }, client > server fin ], between: [ start client, kill ] }",
      "never: { any-of: [ client > server syn ], after: client > server syn }",
      "never: { any-of: [ client > server syn ], before: client > server syn }",
      "never: { any-of: [ { process: client, call: close } ], after: { process: client, call: close } }",
      "packets: { none: fin, between: [ start client, kill ] }",
      "packets: { sequence: fin, after: { process: server, exited: true } }",
      "packets: { none: any, after: { process: client, call: close, result: 0 } }",
    ])
  func passes(expectation: String) throws {
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .pass, "\(finding.evidence) \(finding.actual)")
  }

  @Test(
    "What happened in another order, or happened, fails with what there was",
    arguments: [
      "order: [ server > client fin, kill ]",
      "order: [ client > server fin, { process: client, call: receive, result: 0 } ]",
      "order: [ kill, { process: client, call: receive, error: ECONNRESET } ]",
      "never: client > server syn", "never: { process: server, exited: true }",
      "never: { any-of: [ server > client reset, client > server fin ], after: kill }",
      "never: { socket: { host: client, state: CLOSE_WAIT } }",
    ])
  func fails(expectation: String) throws {
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .fail, "\(finding.evidence)")
    #expect(!finding.expected.isEmpty && !finding.actual.isEmpty)
  }

  @Test(
    "Frames that were missed leave open what never was, and a moment that never was leaves its window open")
  func inconclusive() throws {
    var run = try Self.run()
    run.record.captures[0].droppedByKernel = 2
    #expect(try run.judge("never: server > client reset").verdict == .inconclusive)
    #expect(try run.judge("order: [ kill, server > client reset ]").verdict == .inconclusive)
    #expect(try run.judge("never: client > server syn").verdict == .fail)
    #expect(
      try Self.run().judge("packets: { none: any, after: { process: client, call: send } }").verdict
        == .inconclusive)
  }

  @Test("A failed order marks where it broke, in the order of time")
  func evidence() throws {
    let finding = try Self.run().judge("order: [ server > client fin, kill ]")
    #expect(finding.evidence == "'kill' was at 0.100s, not after 'server > client fin' at 0.100s")
    #expect(finding.expected == ["✓ server > client fin", "✗ kill"])
    #expect(finding.actual == ["  0.100s  kill", "✓ 0.100s  server > client fin"])
  }

  @Test(
    "A moment that makes no sense is refused",
    arguments: [
      "order: [ kill ]", "order: [ kill, { process: client } ]", "order: [ kill, { host: client } ]",
      "never: { any-of: [ kill ], between: [ kill ] }",
      "packets: { none: fin, between: [ kill, kill ], after: kill }",
      "never: { any-of: [ client > server fin ], after: kill, within: 0s }",
      "never: arrival of client > server syn lost",
      "never: { process: client, call: receive, started: true, result: 3 }", "never: [ kill, kill ]",
      "order: [ kill, { process: client, call: receive, result: 0, nonsense: 1 } ]",
    ])
  func refused(expectation: String) throws {
    #expect(throws: (any Error).self) { try Self.run().judge(expectation) }
  }
}
