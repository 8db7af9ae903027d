import Evidence
import LabModel
import Testing
import WireFormat

@testable import LabRunner

@Suite("What waits look for")
struct WaitConditionTests {
  static let place = SourcePosition(file: "lab.yaml", line: 1, column: 1)

  /// The condition that these keys and values stand for.
  static func wait(_ values: [String: String]) throws -> any WaitCondition {
    let entries = values.map { key, value in
      LabNode.Entry(key: key, keyPosition: place, value: LabNode(.scalar(value), at: place))
    }
    var reader = ParameterReader(
      kind: "wait", node: LabNode(.mapping(entries), at: place),
      names: LabNames(hosts: ["client", "server"], processes: ["client": "client"]))
    return try WaitCatalog.make(&reader)
  }

  /// A run in which the server has sent SYN+ACKs that ended like this.
  static func run(_ fates: [PacketRecord.Fate]) -> RunView {
    var record = RunRecord(
      lab: "test/lab", variant: nil, title: "", labFile: "", labText: "", kernel: "", seed: 1, startedAtNs: 0,
      endedAtNs: 0)
    record.packets = fates.map { fate in
      PacketRecord(
        number: 0, from: "server", to: "client", sentAtNs: 0, arrivedAtNs: nil, fate: fate, connection: 1,
        packetClass: .synAck, tcp: nil, frameBytes: 66)
    }
    return RunView(record: record)
  }

  @Test(
    "A packet is waited for as an expectation means it",
    arguments: [
      ("synAck", [.inFlight], true), ("2nd synAck", [.lost, .inFlight], true),
      ("synAck arrived", [.lost, .inFlight], false),
      // The second of them, not the second that arrived.
      ("2nd synAck arrived", [.lost, .arrived], true), ("2nd synAck arrived", [.arrived, .lost], false),
      // What a fault injected came to the host, though nobody sent it.
      ("synAck arrived", [.unsent], true),
    ] as [(String, [PacketRecord.Fate], Bool)])
  func packets(packet: String, fates: [PacketRecord.Fate], isMet: Bool) throws {
    // Rules out a wait that runs into its limit for a packet that the lab's expectations find.
    #expect(try Self.wait(["packet": "server > client \(packet)"]).isMet(by: Self.run(fates)) == isMet)
  }

  @Test(
    "A call is waited for as a moment of an expectation names it",
    arguments: [
      (["result": "10"], true), (["result": "11"], false), (["result": "at least 9"], true),
      (["result": "10", "count": "2"], false), (["count": "2"], true), (["error": "ECONNRESET"], true),
      (["error": "EPIPE"], false), (["started": "true", "count": "3"], true), (["count": "3"], false),
    ] as [([String: String], Bool)])
  func calls(rest: [String: String], isMet: Bool) throws {
    // Rules out a wait that another call, or one that has not returned yet, ends.
    var run = Self.run([])
    for (result, error) in [(10, nil), (-1, "ECONNRESET"), (nil, nil)] as [(Int?, String?)] {
      run.record.calls.append(
        CallRecord(
          process: "client", host: "client", index: 0, instruction: "receive", operation: "receive",
          startedAtNs: 1, endedAtNs: result.map { _ in 2 }, result: result, error: error))
    }
    let values = rest.merging(["process": "client", "call": "receive"]) { own, _ in own }
    #expect(try Self.wait(values).isMet(by: run) == isMet)
  }

  @Test(
    "A call that cannot come, or that need not be waited for, is refused",
    arguments: [
      ["error": "reset"], ["count": "0"], ["started": "true", "result": "3"], ["result": "ten"],
    ])
  func refusedCalls(rest: [String: String]) {
    // Rules out a misspelt errno that is found out only when the wait's limit is over.
    let values = rest.merging(["process": "client", "call": "receive"]) { own, _ in own }
    #expect(throws: LabDiagnostic.self) { try Self.wait(values) }
  }
}
