import Evidence
import Reports

/// The outcomes of the sample records: two that passed, one that failed, one inconclusive.
enum SampleSummary {
  static let run = RunSummary(
    kernel: "6.18.5", seed: 42, elapsed: .milliseconds(12_345),
    outcomes: [killed, powerLoss, refused, unproven])

  static let killed = LabOutcome(
    record: SampleRecord.killedIdleServer(), verdict: .pass, reason: "all 3 expectations hold",
    claims: [
      ClaimOutcome(
        text:
          "When a process is killed, the kernel closes its sockets and sends FIN, as if it had called close.",
        source: "A", verdict: .confirmed,
        evidence: "server > client fin at 0.305 s, 0.2 ms after the SIGKILL; no reset in the run"),
      ClaimOutcome(
        text: "A killed process' peer learns of it only when it next sends.", source: "E", verdict: .refuted,
        evidence: "the client's receive returned 0 at 0.306 s without its sending anything"),
    ],
    expectations: [
      ExpectationOutcome(
        line: 21, text: "packets: { after: kill, sequence: [ server > client fin, client > server ack ] }",
        verdict: .pass, evidence: "packets 6 and 7"),
      ExpectationOutcome(
        line: 24, text: "packets: { none: reset }", verdict: .pass, evidence: "no reset in 7 packets"),
      ExpectationOutcome(
        line: 25, text: "call: { process: client, operation: receive, result: 0 }", verdict: .pass,
        evidence: "receive returned 0 at 0.306 s"),
    ],
    referee: [
      comparison("client", "Tcp.RetransSegs", counted: 0, labelled: 0),
      comparison("server", "Tcp.RetransSegs", counted: 0, labelled: 0),
    ], directory: "halfopen-runs/crash/process-crash-idle")

  static let powerLoss = LabOutcome(
    record: SampleRecord.powerLoss(), verdict: .pass, reason: "both expectations hold",
    claims: [
      ClaimOutcome(
        text: "Only the retry count limits how long data is sent again.", source: "A",
        verdict: .kernelDependent,
        evidence: "the time limit decides, tcp_retries2=3 and 5 differ"),
      ClaimOutcome(
        text: "The peer's power loss is noticed at once.", source: "B§2", verdict: .notJudged, evidence: ""),
    ],
    expectations: [
      ExpectationOutcome(
        line: 30, text: "packets: { after: power-off, from: server, none: any }", verdict: .pass,
        evidence: "no packet from server in 6.7 s"),
      ExpectationOutcome(
        line: 31, text: "call: { process: client, operation: receive, error: ETIMEDOUT }", verdict: .pass,
        evidence: "ETIMEDOUT after 6.6 s"),
    ],
    referee: [
      comparison("client", "Tcp.RetransSegs", counted: 6, labelled: 6),
      comparison(
        "client", "TcpExt.TCPTimeouts", counted: 7, labelled: 5,
        meaning: "each time that a retransmission timer runs out (tcp_retransmit_timer)"),
    ],
    directory: "halfopen-runs/crash/power-loss-sending@retries2=3")

  static let refused = LabOutcome(
    record: SampleRecord.refusedConnect(), verdict: .fail, reason: "1 of 2 expectations failed",
    claims: [],
    expectations: [
      ExpectationOutcome(
        line: 14, text: "packets: { sequence: [ client > server syn, client > server syn retransmission ] }",
        verdict: .fail, evidence: "the second packet of the sequence never came",
        expected: ["✓ client > server syn", "✗ client > server syn retransmission +1s ± 20%"],
        actual: ["✓ 0.002s  client > server syn", "  0.002s  server > client reset refused"]),
      ExpectationOutcome(
        line: 15, text: "call: { process: client, operation: connect, error: ETIMEDOUT }", verdict: .fail,
        evidence: "connect returned another error", expected: ["connect → ETIMEDOUT"],
        actual: ["connect → ECONNREFUSED"]),
    ],
    referee: [], directory: "halfopen-runs/broken/expects-timeout")

  static let unproven = LabOutcome(
    record: SampleRecord.faultWithoutHold(), verdict: .inconclusive,
    reason: "a fault did not take hold, so what followed shows nothing",
    claims: [],
    expectations: [
      ExpectationOutcome(
        line: 19, text: "socket: { host: client, state: ESTABLISHED, at: end }", verdict: .inconclusive,
        evidence: "the cable was never pulled")
    ],
    referee: [], directory: "halfopen-runs/unplug/unplug-replug")

  private static func comparison(
    _ host: String, _ counter: String, counted: Int64, labelled: Int64, meaning: String = "each one"
  ) -> RefereeComparison {
    RefereeComparison(
      host: host, counter: counter, counted: counted, labelled: labelled, atLeast: labelled,
      atMost: labelled + 1, reasons: ["one connection was given up"], meaning: meaning)
  }
}
