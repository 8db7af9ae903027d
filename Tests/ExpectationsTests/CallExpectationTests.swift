import Evidence
import Expectations
import Testing

@Suite("Expecting calls")
struct CallExpectationTests {
  static func run() -> RecordBuilder {
    var run = RecordBuilder()
    run.call("client", "connect server:7000", from: 0, to: 3050, result: -1, error: "ETIMEDOUT")
    run.call("client", "send 10", from: 4000, to: 4000.1, result: 10)
    run.call("client", "receive", from: 4001, to: 4002, result: 10)
    run.call("client", "receive", from: 5000, to: 9000, result: -1, error: "ECONNRESET")
    run.call("server", "receive", from: 100, to: nil)
    run.step("kill: server", from: 6000, to: 6001)
    return run
  }

  @Test(
    "What happened passes",
    arguments: [
      "call: { process: client, operation: connect, error: ETIMEDOUT, after: 3s ± 20% }",
      "call: { process: client, operation: connect, result: -1 }",
      "call: { process: client, operation: receive, result: 10 }",
      "call: { process: client, operation: receive, nth: 1st, result: 10 }",
      "call: { process: client, operation: receive, nth: 1st, result: at least 10 }",
      "call: { process: client, operation: receive, nth: 1st, result: at most 10 }",
      "call: { process: client, operation: receive, nth: 1st, result: 9 to 11 }",
      "call: { process: client, operation: send 10, result: 10 }",
      "call: { process: client, operation: receive, nth: last, error: ECONNRESET }",
      "call: { process: client, operation: receive, count: 2 }",
      "call: { process: client, operation: receive, result: 10, count: 1 }",
      "call: { process: client, operation: receive, error: EPIPE, count: 0 }",
      "call: { process: client, operation: receive, error: ECONNRESET, since: kill, after: 3s }",
      "call: { process: server, operation: receive, blocked: true }",
      "call: { process: client, operation: receive, nth: last, blocked: false }",
      "call: { process: client, operation: receive, blocked: false, count: 2 }",
      "call: { process: server, operation: receive, blocked: false, count: 0 }",
      "call: { process: server, operation: receive }",
      "call: { process: server, operation: send, count: 0 }",
    ])
  func passes(expectation: String) throws {
    // Rules out an expectation that can never be met.
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .pass, "\(finding.evidence)")
  }

  @Test(
    "What did not happen fails, with expected and actual",
    arguments: [
      "call: { process: client, operation: connect, error: ECONNREFUSED }",
      "call: { process: client, operation: connect, result: 0 }",
      "call: { process: client, operation: connect, error: ETIMEDOUT, after: 2s }",
      "call: { process: client, operation: connect, blocked: true }",
      "call: { process: client, operation: receive, nth: 2nd, result: 10 }",
      "call: { process: client, operation: receive, nth: 1st, result: at least 11 }",
      "call: { process: client, operation: receive, nth: 1st, result: 0 to 9 }",
      "call: { process: client, operation: connect, result: at most 10 }",
      "call: { process: client, operation: send 11, result: 10 }",
      "call: { process: client, operation: receive, nth: 3rd }",
      "call: { process: client, operation: receive, count: 1 }",
      "call: { process: client, operation: receive, error: ECONNRESET, since: kill, after: 4s }",
      "call: { process: server, operation: receive, result: 0 }",
      "call: { process: server, operation: receive, blocked: false }",
      "call: { process: server, operation: receive, nth: last, blocked: false }",
      "call: { process: server, operation: receive, after: at least 1s }",
      "call: { process: server, operation: send }",
      "call: { process: server, operation: receive, blocked: true, count: 2 }",
    ])
  func fails(expectation: String) throws {
    // Rules out an expectation that cannot fail.
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .fail, "\(finding.evidence)")
    #expect(!finding.expected.isEmpty && !finding.actual.isEmpty)
  }

  @Test("A moment that never came is inconclusive")
  func inconclusive() throws {
    // Rules out a time measured from a step that never ran.
    let finding = try Self.run().judge(
      "call: { process: client, operation: receive, since: 1st unplug, after: 3s }")
    #expect(finding.verdict == .inconclusive)
    #expect(finding.evidence == "the step '1st unplug' never ran")
  }

  @Test("The evidence names the call and what it did")
  func evidence() throws {
    // Rules out evidence from which nobody sees which call was looked at.
    let finding = try Self.run().judge("call: { process: client, operation: receive, nth: 2nd, result: 10 }")
    #expect(finding.evidence == "the 2nd receive of client failed with ECONNRESET")
    #expect(finding.expected == ["client: the 2nd receive returned 10"])
    #expect(
      finding.actual == [
        "client: receive at 4.001s returned 10 after 1ms",
        "client: receive at 5.000s failed with ECONNRESET after 4s",
      ])
  }
}

@Suite("Expecting exits")
struct ExitExpectationTests {
  @Test("How a process ended is told from how it did not")
  func endings() throws {
    // Rules out that a signal passes for a status, and a process that still runs for one that ended.
    var run = RecordBuilder()
    run.record.processes[0].exit = .status(3)
    run.record.processes[1].exit = .signal("SIGKILL")
    #expect(try run.judge("process: { name: client, status: 3 }").verdict == .pass)
    #expect(try run.judge("process: { name: client, status: 0 }").verdict == .fail)
    #expect(try run.judge("process: { name: client, running: true }").verdict == .fail)
    #expect(try run.judge("process: { name: server, signal: SIGKILL }").verdict == .pass)
    #expect(try run.judge("process: { name: server, signal: kill }").verdict == .pass)
    #expect(try run.judge("process: { name: server, signal: 9 }").verdict == .pass)
    #expect(try run.judge("process: { name: server, signal: SIGTERM }").verdict == .fail)
    #expect(try run.judge("process: { name: server, status: 9 }").verdict == .fail)
    run.record.processes[0].exit = nil
    #expect(try run.judge("process: { name: client, running: true }").verdict == .pass)
    run.record.processes = []
    #expect(try run.judge("process: { name: client, running: true }").verdict == .inconclusive)
  }
}
