import Evidence
import Expectations
import Testing

@Suite("Expecting socket states")
struct SocketExpectationTests {
  static func run() -> RecordBuilder {
    var run = RecordBuilder()
    run.state("server", "LISTEN", at: 0, remote: nil)
    run.state("server", "SYN_RECV", at: 1)
    run.state("server", "ESTAB", at: 2)
    run.state("server", "ESTABLISHED", at: 10, receiveQueue: 10)
    run.step("kill: server", from: 100, to: 101)
    run.state("server", "FIN-WAIT-1", at: 100.5)
    run.state("server", "FIN_WAIT_2", at: 102)
    run.state("server", "CLOSED", at: 500)
    run.state("client", "ESTABLISHED", at: 2, port: 40000, remote: 7000)
    run.state("client", "ESTABLISHED", at: 3, port: 40001, remote: 7000)
    run.state("client", "CLOSE_WAIT", at: 101, port: 40000, remote: 7000)
    return run
  }

  @Test(
    "What was seen passes",
    arguments: [
      "socket: { host: server, state: CLOSED }", "socket: { host: server, state: CLOSED, at: end }",
      "socket: { host: server, state: LISTEN }",
      "socket: { host: server, state: ESTABLISHED, at: start of kill }",
      "socket: { host: server, state: ESTABLISHED, receive-queue: 10, at: kill }",
      "socket: { host: server, state: FIN_WAIT_1, at: end of kill }",
      "socket: { host: server, state: FIN_WAIT_2, after: kill }",
      "socket: { host: server, state: CLOSED, after: kill }",
      "socket: { host: server, state: ESTABLISHED, after: kill }",
      "socket: { host: server, states: [ SYN_RCVD, ESTABLISHED, FIN_WAIT_2 ] }",
      "socket: { host: client, state: CLOSE_WAIT, port: 40000 }",
      "socket: { host: client, state: CLOSE_WAIT, count: 1 }",
      "socket: { host: client, state: ESTABLISHED, port: 40001 }",
      "socket: { host: client, state: FIN_WAIT_1, count: 0 }",
    ])
  func passes(expectation: String) throws {
    // Rules out another spelling of a state that is not known, and a moment that is not found.
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .pass, "\(finding.evidence) \(finding.actual)")
  }

  @Test(
    "What was not seen fails, with expected and actual",
    arguments: [
      "socket: { host: server, state: ESTABLISHED }",
      "socket: { host: server, state: TIME_WAIT, after: kill }",
      "socket: { host: server, state: SYN_RECEIVED, after: kill }",
      "socket: { host: server, state: CLOSED, at: kill }",
      "socket: { host: server, state: ESTABLISHED, receive-queue: 0, at: kill }",
      "socket: { host: server, states: [ ESTABLISHED, SYN_RECEIVED ] }",
      "socket: { host: server, states: [ ESTABLISHED, TIME_WAIT ] }",
      // One of the two sockets is in another state.
      "socket: { host: client, state: CLOSE_WAIT }", "socket: { host: client, state: CLOSED }",
      "socket: { host: client, state: CLOSE_WAIT, count: 2 }", "socket: { host: client, state: LISTEN }",
    ])
  func fails(expectation: String) throws {
    // Rules out an expectation that some other socket, or some other time, makes pass.
    let finding = try Self.run().judge(expectation)
    #expect(finding.verdict == .fail, "\(finding.evidence)")
    #expect(!finding.expected.isEmpty && !finding.actual.isEmpty)
  }

  @Test(
    "A state of a moment that a held-up machine may have missed is not said to be missing",
    arguments: [
      "socket: { host: server, states: [ ESTABLISHED, TIME_WAIT ] }",
      "socket: { host: server, state: TIME_WAIT, after: kill }",
    ])
  func missedState(expectation: String) throws {
    // Rules out a failure that says of TCP what is true of the machine, and an excuse from before the time in question.
    var run = Self.run()
    let lab = try RecordBuilder.lab(expect: "[ \(expectation) ]")
    run.record.schedulingDelays = [SchedulingDelay(endedAtNs: RecordBuilder.ns(300), ns: 120_000_000)]
    let outcome = try Judge.judge(run.record, lab: lab, directory: "")
    #expect(outcome.verdict == .inconclusive)
    #expect(outcome.reason.contains("kept the lab waiting for 120ms"))
    let end = try RecordBuilder.lab(expect: "[ socket: { host: server, state: ESTABLISHED } ]")
    #expect(try Judge.judge(run.record, lab: end, directory: "").verdict == .fail)
    run.record.schedulingDelays = [SchedulingDelay(endedAtNs: RecordBuilder.ns(90), ns: 80_000_000)]
    let isLater = expectation.contains("after")
    #expect(try Judge.judge(run.record, lab: lab, directory: "").verdict == (isLater ? .fail : .inconclusive))
  }

  @Test("What the record cannot decide is inconclusive")
  func inconclusive() throws {
    // Rules out that a host whose sockets were never seen has none left.
    #expect(try RecordBuilder().judge("socket: { host: server, state: CLOSED }").verdict == .inconclusive)
    #expect(
      try Self.run().judge("socket: { host: server, state: CLOSED, at: 1st unplug }").verdict == .inconclusive
    )
  }
}
