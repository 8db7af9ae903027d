import Evidence
import FoundationEssentials
import FuzzJudging
import FuzzSupport
import FuzzText
import LabModel
import WireFormat

/// An input is a `record.json`. What is accepted is judged by the lab in it, and shown in every format.
@_cdecl("FuzzRecords_main")
func fuzzRecordsMain(
  _ argc: Int32, _ argv: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>
) -> Int32 {
  TextMutator.use(Judging.words)
  return Fuzzer.run(argc, argv, seeds: seeds) { data, count in
    guard let data, count > 0 else { return 0 }
    let record: RunRecord
    do throws(RunDirectoryError) {
      record = try RunDirectory.decoded(Data(bytes: data, count: count), path: "record.json")
    } catch {
      precondition(!error.message.isEmpty)
      return 0
    }
    Judging.checkEncoding(record)
    if let outcome = Judging.outcome(of: record) { Judging.render([outcome], seed: record.seed) }
    return 0
  }
}

/// Runs of every sort, each with a lab that asks for all that can be asked for.
private func seeds() -> [[UInt8]] {
  let samples = [
    SampleRecord.killedIdleServer(), SampleRecord.powerLoss(), SampleRecord.refusedConnect(),
    SampleRecord.faultWithoutHold(),
  ]
  return samples.enumerated().map { number, sample in
    var record = sample
    record.variant = nil
    record.labText = labText
    record.seed = UInt64(number)
    record.hosts[0].counters = [
      "Tcp.OutSegs": 12, "Tcp.RetransSegs": 1, "TcpExt.TCPTimeouts": 1, "Tcp.InSegs": 9,
    ]
    record.hosts[0].countersUnplugged = ["Tcp.RetransSegs": 1]
    record.connections = [
      ConnectionRecord(
        id: 1, clientHost: "client", clientPort: 40000, serverHost: "server", serverPort: 7000,
        ending: "halfOpen",
        history: "ShADad")
    ]
    record.schedulingDelays = [SchedulingDelay(endedAtNs: record.endedAtNs, ns: 30_000_000)]
    record.referee = Referee.comparisons(in: record)
    do { return Array(try RunDirectory.encoded(record, path: "")) } catch { preconditionFailure("\(error)") }
  }
}

private let labText = """
  title: All that can be asked for
  hosts: { client: {}, server: {} }
  processes:
    server: { on: server, socket: [ listen 7000, accept, receive ] }
    client: { on: client, socket: [ connect server:7000, send 10, receive ] }
  steps:
    - start: server
    - start: client
    - kill: server
    - unplug: client
  expect:
    - packets:
        sequence:
          - client > server syn
          - server > client synAck +1s ± 20%
          - client > server data retransmission timeout
    - packets: { after: kill, none: reset }
    - packets: { count: { of: client > server data, at-least: 1 }, connection: 1 }
    - packets: { doubling: { of: client > server data, from: 200ms }, within: 5s }
    - call: { process: client, operation: receive, error: ETIMEDOUT, after: 3s ± 20% }
    - delivered: { from: client, to: server }
    - socket: { host: server, state: ESTABLISHED, at: end }
    - socket: { host: client, state: CLOSE_WAIT }
    - process: { name: server, signal: SIGKILL }
    - counter: { host: client, name: TcpExt.TCPTimeouts, at-most: 3 }
    - fault: { kind: kill, is: 1 }
    - order: [ kill, server > client fin, { process: client, call: receive } ]
    - never: { process: client, call: send, error: EPIPE }
  claims:
    - text: A claim
      source: A
      test: [ { packets: { none: reset } } ]
  """
