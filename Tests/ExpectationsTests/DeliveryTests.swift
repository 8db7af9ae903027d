import Evidence
import Expectations
import Testing

@Suite("Expecting delivery, faults, output and timers")
struct DeliveryTests {
  static func run() -> RecordBuilder {
    var run = RecordBuilder()
    run.call("client", "send 100", from: 1, to: 2, result: 100)
    run.call("client", "send 50", from: 3, to: 4, result: 50)
    run.call("server", "receive", from: 1, to: 5, result: 120)
    run.call("server", "receive", from: 6, to: 7, result: 30)
    run.call("server", "receive", from: 8, to: 9, result: 0)
    return run
  }

  @Test("All bytes in their places pass; fewer, more or others fail; nothing sent is inconclusive")
  func delivered() throws {
    let expectation = "delivered: { from: client, to: server }"
    #expect(try Self.run().judge(expectation).verdict == .pass)
    #expect(try Self.run().judge("delivered: { from: client, to: server, bytes: 150 }").verdict == .pass)
    #expect(try Self.run().judge("delivered: { from: client, to: server, bytes: 200 }").verdict == .fail)
    #expect(try Self.run().judge("delivered: { from: server, to: client }").verdict == .inconclusive)
    var short = Self.run()
    short.record.calls[3].result = 20
    #expect(try short.judge(expectation).verdict == .fail)
    var failed = RecordBuilder()
    failed.call("client", "send 10", from: 1, to: 2, result: -1, error: "EPIPE")
    #expect(try failed.judge(expectation).verdict == .inconclusive)
    #expect(try failed.judge("delivered: { from: client, to: server, bytes: 0 }").verdict == .pass)
    var open = Self.run()
    open.call("client", "send 50", from: 5, to: nil)
    #expect(try open.judge(expectation).verdict == .inconclusive)
    var wrong = Self.run()
    wrong.record.calls[3].wrongByte = 128
    let finding = try wrong.judge(expectation)
    #expect(finding.verdict == .fail)
    #expect(finding.evidence == "server's receive at 0.006s got another byte than was sent at place 128")
  }

  @Test("More bytes than a number can hold are no trap")
  func deliveredWithoutEnd() throws {
    // Rules out an overflow where a record says that two calls took in all that there can be. Found by fuzzing.
    var run = Self.run()
    run.record.calls[0].result = .max
    run.record.calls[1].result = .max
    #expect(try run.judge("delivered: { from: client, to: server }").verdict == .fail)
  }

  @Test("A fault is counted by the packets that it chose, or by its proofs")
  func faults() throws {
    var run = Self.run()
    var drop = FaultRecord(
      kind: "drop", text: "drop: data", target: "client", host: "client", line: 3, site: "the wire",
      appliedAtNs: RecordBuilder.ns(0), provenAtNs: RecordBuilder.ns(1), proof: "dropped 3 of 9")
    drop.chosenPackets = 3
    let unplug = FaultRecord(
      kind: "unplug", text: "unplug: server", target: "server", host: "server", line: 4, site: "the switch",
      appliedAtNs: RecordBuilder.ns(2), provenAtNs: RecordBuilder.ns(3), proof: "no carrier")
    run.record.faults = [drop, unplug, unplug]
    #expect(try run.judge("fault: { kind: drop, is: 3 }").verdict == .pass)
    #expect(try run.judge("fault: { kind: drop, at-most: 2 }").verdict == .fail)
    #expect(try run.judge("fault: { kind: unplug, on: server, is: 2 }").verdict == .pass)
    #expect(try run.judge("fault: { kind: unplug, on: client, is: 2 }").verdict == .inconclusive)
    #expect(try run.judge("fault: { kind: unplug, is: 2 }").evidence == "'unplug' took hold 2 times")
    #expect(try run.judge("fault: { kind: drop, is: 3 }").evidence == "'drop' took hold of 3 packets")
  }

  @Test("What a program printed is looked for in what is kept of it")
  func printed() throws {
    var run = Self.run()
    #expect(try run.judge("process: { name: client, prints: OK }").verdict == .inconclusive)
    run.record.processes[0].output = ProcessRecord.Output(standardOutput: "all OK\n", standardError: "hm\n")
    #expect(try run.judge("process: { name: client, prints: OK }").verdict == .pass)
    #expect(try run.judge("process: { name: client, prints: OK, on: stderr }").verdict == .fail)
    #expect(try run.judge("process: { name: client, never-prints: hm }").verdict == .fail)
    #expect(try run.judge("process: { name: client, never-prints: hm, on: stdout }").verdict == .pass)
    #expect(try run.judge("process: { name: client, prints: OK, running: true }").verdict == .pass)
    run.record.processes[0].output?.isCut = true
    #expect(try run.judge("process: { name: client, prints: nothing }").verdict == .inconclusive)
    #expect(try run.judge("process: { name: client, never-prints: nothing }").verdict == .inconclusive)
  }

  @Test("A socket's timer and what it has tried are looked at")
  func timers() throws {
    var run = Self.run()
    run.state("client", "ESTABLISHED", at: 10, port: 40000, remote: 7000)
    run.record.states[0].timer = "retransmission"
    run.record.states[0].retries = 3
    #expect(try run.judge("socket: { host: client, timer: retransmission, retries: 3 }").verdict == .pass)
    #expect(try run.judge("socket: { host: client, timer: retransmission, retries: '>=4' }").verdict == .fail)
    #expect(try run.judge("socket: { host: client, timer: keepalive }").verdict == .fail)
    #expect(try run.judge("socket: { host: client, timer: none }").verdict == .fail)
  }

  @Test("A limit that the machine itself held up is no verdict; one that it did not is")
  func lateMachine() throws {
    var run = RecordBuilder()
    run.call("client", "receive", from: 0, to: 1500, result: 1)
    try run.packet("client > server data len 1", at: 0)
    try run.packet("client > server data retransmission len 1", at: 1500)
    let lab = try RecordBuilder.lab(
      expect: """
        [ call: { process: client, operation: receive, after: 1s }, \
        packets: { sequence: [ data, data retransmission +1s ] } ]
        """)
    #expect(try Judge.judge(run.record, lab: lab, directory: "").verdict == .fail)
    // Missed by 125 ms: a delay of 100 ms does not explain it, and one at another time does not either.
    run.record.schedulingDelays = [SchedulingDelay(endedAtNs: RecordBuilder.ns(900), ns: 100_000_000)]
    #expect(try Judge.judge(run.record, lab: lab, directory: "").verdict == .fail)
    run.record.schedulingDelays = [SchedulingDelay(endedAtNs: RecordBuilder.ns(2900), ns: 800_000_000)]
    #expect(try Judge.judge(run.record, lab: lab, directory: "").verdict == .fail)
    run.record.schedulingDelays = [SchedulingDelay(endedAtNs: RecordBuilder.ns(900), ns: 180_000_000)]
    let outcome = try Judge.judge(run.record, lab: lab, directory: "")
    #expect(outcome.verdict == .inconclusive)
    #expect(outcome.reason.contains("kept the lab waiting for 180ms"))
    // A wrong answer is wrong, however late.
    let wrong = try RecordBuilder.lab(
      expect: "[ call: { process: client, operation: receive, result: 0, after: 1s } ]")
    #expect(try Judge.judge(run.record, lab: wrong, directory: "").verdict == .fail)
  }
}
