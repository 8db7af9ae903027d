import Evidence
import Expectations
import Testing

@Suite("Expecting counters")
struct CounterExpectationTests {
  static func run() -> RecordBuilder {
    var run = RecordBuilder()
    run.record.hosts[0].counters = ["Tcp.RetransSegs": 3, "Qdisc.Dropped": 2]
    return run
  }

  @Test(
    "A counter is compared with what the host counted",
    arguments: [
      ("client, name: Tcp.RetransSegs, is: 3", Verdict.pass), ("client, name: Tcp.RetransSegs, is: 2", .fail),
      ("client, name: Tcp.RetransSegs, at-least: 3", .pass),
      ("client, name: Tcp.RetransSegs, at-least: 4", .fail),
      ("client, name: Qdisc.Dropped, at-most: 1", .fail), ("client, name: eth0.TxDropped, is: 0", .pass),
      // The client counted it, so it is one; the server did not.
      ("server, name: Qdisc.Dropped, is: 0", .pass),
      // Nobody did: it may be a mistake.
      ("client, name: TcpExt.TCPTimeOuts, is: 0", .inconclusive),
      ("client, name: TcpExt.TCPTimeOuts, at-least: 1", .fail),
    ])
  func judged(rest: String, verdict: Verdict) throws {
    // Rules out a misspelt name that passes as 0, and the counter of another host.
    let finding = try Self.run().judge("counter: { host: \(rest) }")
    #expect(finding.verdict == verdict, "\(finding.evidence)")
  }

  /// Three segments sent again: one by the kill, one in the wait behind it, one after the last step.
  static func steps() -> RecordBuilder {
    var run = run()
    run.step("start: client", from: 0, to: 1)
    run.step("unplug: client", from: 1, to: 2)
    run.step("kill: client", from: 5, to: 6)
    run.step("wait: 2s", from: 6, to: 8)
    run.step("unplug: server", from: 8, to: 9)
    for (index, count) in [0, 0, 1, 1, 0].enumerated() {
      run.record.steps[index].counters = ["client": ["Tcp.RetransSegs": Int64(count)]]
    }
    return run
  }

  @Test(
    "A counter between two steps is what it grew by there",
    arguments: [
      ("is: 3, after: 1st unplug", Verdict.pass), ("is: 0, before: kill", .pass),
      ("is: 1, before: kill", .fail), ("is: 1, before: end of kill", .pass),
      // A wait is meant when it ended.
      ("is: 2, before: wait", .pass), ("is: 1, after: wait", .pass),
      ("is: 2, after: kill, before: 2nd unplug", .pass),
      ("is: 1, after: end of kill, before: 2nd unplug", .pass),
      ("is: 0, after: kill, before: 1st unplug", .inconclusive),
    ])
  func between(rest: String, verdict: Verdict) throws {
    // Rules out a step that is counted to the wrong side of its own beginning or end.
    let finding = try Self.steps().judge("counter: { host: client, name: Tcp.RetransSegs, \(rest) }")
    #expect(finding.verdict == verdict, "\(finding.evidence)")
  }

  @Test("A record in which counters were not read at each step cannot tell")
  func oldRecord() throws {
    // Rules out a count of 0 that is only what nobody looked at.
    var run = Self.steps()
    run.record.steps[1].counters = nil
    let finding = try run.judge("counter: { host: client, name: Tcp.RetransSegs, is: 0, before: kill }")
    #expect(finding.verdict == .inconclusive)
  }
}
