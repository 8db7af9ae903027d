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
}
