import Evidence
import FuzzJudging
import FuzzSupport
import FuzzText
import LabFile
import LabModel

@testable import LabRunner

/// An input is lines. Each is read as the event of a peer (client's and server's by turns), as a message of the supervisor
/// and as a supervisor's arguments; then the run of these events is judged and shown.
@_cdecl("FuzzMessages_main")
func fuzzMessagesMain(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  TextMutator.use(words)
  return Fuzzer.run(argc, argv, seeds: { seeds.map { Array($0.utf8) } }) { data, count in
    check(String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self))
    return 0
  }
}

private func check(_ text: String) {
  var record = RunRecord(
    lab: lab.name, variant: nil, title: lab.title, labFile: lab.file, labText: "", kernel: "6.18.5", seed: 1,
    startedAtNs: startNs, endedAtNs: 0)
  record.hosts = lab.hosts.map { HostRecord(name: $0.name, ipv4: "192.0.2.1", mac: "02:00:00:00:00:01") }
  let recorder = Recorder(record: record, lab: lab)
  for process in lab.processes { recorder.processStarted(process, command: ["halfopen-peer"], atNs: startNs) }
  for (number, line) in text.split(separator: "\n").enumerated() {
    check(message: String(line))
    let words = line.split(separator: " ", omittingEmptySubsequences: false).map { String($0) }
    if let request = LabRequest(arguments: words) {
      precondition(LabRequest(arguments: request.arguments) == request)
    }
    guard let event = PeerEvent(line: line) else { continue }
    Fuzzer.require(
      PeerEvent(line: event.line) != nil, "'\(line)' is an event that is printed as '\(event.line)'")
    let process = lab.processes[number % lab.processes.count]
    recorder.take(event, from: process.name, life: 0, on: process.host)
  }
  recorder.set(endNs: startNs + 60_000_000_000, clockSteppedNs: 0)
  _ = recorder.finish(undecidedSinceNs: startNs, reachable: ["client", "server"])
  recorder.explainResets()
  recorder.callReferee()
  guard !recorder.record.calls.isEmpty else { return }
  let outcome = Judging.outcome(of: recorder.record, lab: lab)
  // Reports take longer than all the rest.
  let seed = UInt64(text.utf8.count)
  guard seed.isMultiple(of: 8) else { return }
  Judging.render([outcome], seed: seed / 8)
}

private func check(message text: String) {
  guard let message = SupervisorMessage(text) else { return }
  Fuzzer.require(
    SupervisorMessage(message.text) == message, "'\(text)' is a message that is printed as '\(message.text)'")
}

private let startNs: Int64 = 1_700_000_000_000_000_000

private let lab: Lab = {
  let text = """
    title: Calls
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, send 10, receive ] }
    steps:
      - start: server
      - start: client
    expect:
      - call: { process: client, operation: receive, error: ETIMEDOUT, after: 3s ± 20% }
      - call: { process: client, operation: send, count: 1, result: 10 }
      - call: { process: server, operation: receive, nth: 2nd, blocked: true }
      - delivered: { from: client, to: server }
      - order: [ { process: client, call: send }, { process: server, call: receive, started: true } ]
      - never: { process: client, call: send, error: EPIPE }
    """
  do {
    return try LabDocument(
      parsing: Array(text.utf8), file: "lab.yaml", name: "fuzz/lab", vocabulary: Judging.vocabulary
    ).labs[0]
  } catch { preconditionFailure("\(error)") }
}()

private let words =
  Judging.words + [
    "start", "end", "idle", "progress", "done", "measured", "held", "failed", "client=7", "-", "\n",
  ]

private let seeds = [
  """
  start 0 0 listen 1700000000001000000 listen 7000
  start 0 0 connect 1700000000002000000 connect server:7000
  end 0 0 - 1700000000003000000
  end 0 0 - 1700000000004000000
  start 1 1 accept 1700000000005000000 accept
  start 1 1 send 1700000000006000000 send 10
  end 1 0 - 1700000000007000000
  end 1 10 - 1700000000008000000
  start 2 2 receive 1700000000009000000 receive
  start 2 2 receive 1700000000010000000 receive
  end 2 10 - 1700000000011000000 3
  end 2 -1 ETIMEDOUT 1700000003011000000
  idle 1700000000012000000
  idle 1700000003012000000
  """,
  """
  progress 10000000000 waiting for a packet
  progress -1 building the lab
  measured 12000000 17000000
  held client=7 server=9
  failed there is no such program
  done
  lab.yaml crash/lab  /tmp/run 42 /usr/bin/halfopen-peer 0 hold
  """,
]
