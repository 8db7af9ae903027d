import Evidence
import Expectations
import LabFile
import LabModel
import WireFormat

/// A record as short lines: times are milliseconds of the run, packets are said in the packet notation.
struct RecordBuilder {
  static let startNs: Int64 = 1_700_000_000_000_000_000

  var record: RunRecord

  init() {
    record = RunRecord(
      lab: "test/lab", variant: nil, title: "A test", labFile: "lab.yaml", labText: "", kernel: "6.18.0",
      seed: 1,
      startedAtNs: Self.startNs, endedAtNs: Self.startNs + 60_000_000_000)
    for (name, index) in [("client", 1), ("server", 2)] {
      let address = LabAddress(index: index)
      record.hosts.append(HostRecord(name: name, ipv4: address.ipv4, mac: "\(address.mac)"))
      record.captures.append(
        CaptureRecord(
          host: name, file: "\(name).pcapng", frames: 0, droppedByKernel: 0, droppedByInterface: 0))
      record.processes.append(
        ProcessRecord(name: name, host: name, command: [], startedAtNs: Self.startNs))
    }
  }

  static func ns(_ ms: Double) -> Int64 { startNs + Int64(ms * 1_000_000) }

  mutating func step(_ text: String, from: Double, to: Double) {
    let kind = String(text.prefix { $0 != ":" })
    record.steps.append(
      StepRecord(kind: kind, text: text, line: 1, startedAtNs: Self.ns(from), endedAtNs: Self.ns(to)))
  }

  mutating func packet(
    _ notation: String, at ms: Double, fate: PacketRecord.Fate? = nil, connection: Int? = 1
  ) throws {
    let pattern = try PacketPattern(parsing: notation)
    var packet = PacketRecord(
      number: record.packets.count + 1, from: pattern.from ?? "client", to: pattern.to ?? "server",
      sentAtNs: Self.ns(ms), arrivedAtNs: nil, fate: fate ?? (pattern.fate == .lost ? .lost : .arrived),
      connection: connection, packetClass: pattern.packetClass ?? .other, tcp: nil, frameBytes: 66)
    for mark in pattern.marks {
      switch mark {
      case .flag(let flag): packet.flags.append(flag)
      case .kind(let kind): packet.kind = kind
      case .cause(let cause): packet.cause = cause
      }
    }
    var bytes = 0
    if case .exactly(let length)? = pattern.length { bytes = length }
    packet.tcp = PacketRecord.TCPFields(
      sourcePort: 40000, destinationPort: 7000, sequence: pattern.sequence?.start ?? 1, acknowledgment: nil,
      payloadBytes: bytes, window: 65535, bits: ".")
    record.packets.append(packet)
  }

  mutating func call(
    _ process: String, _ instruction: String, from: Double, to: Double?, result: Int? = 0,
    error: String? = nil
  ) {
    record.calls.append(
      CallRecord(
        process: process, host: process, index: record.calls.count, instruction: instruction,
        operation: String(instruction.prefix { $0 != " " }), startedAtNs: Self.ns(from),
        endedAtNs: to.map(Self.ns),
        result: to == nil ? nil : result, error: error))
  }

  mutating func state(
    _ host: String, _ state: String, at ms: Double, port: Int = 7000, remote: Int? = 40000,
    receiveQueue: Int = 0
  ) {
    record.states.append(
      SocketStateRecord(
        atNs: Self.ns(ms), host: host, localPort: port, remoteHost: remote == nil ? nil : "client",
        remotePort: remote,
        state: state, previous: nil, receiveQueueBytes: receiveQueue))
  }

  /// The lab that the record is of, with these expectations and claims.
  static func lab(expect: String, claims: String = "[]") throws -> Lab {
    let text = """
      title: A test
      hosts: { client: {}, server: {} }
      processes:
        client: { on: client, socket: [ connect server:7000, send 10, send 11, repeat 2: [ receive ], close ] }
        server: { on: server, socket: [ listen 7000, accept, receive, send 10, fork: [ receive until-closed ] ] }
      faults: [ drop: data, lift: loss ]
      steps:
        - start: server
        - start: client
        - wait: { process: client }
        - kill: server
        - unplug: client
        - unplug: client
      expect: \(expect)
      claims: \(claims)
      """
    let vocabulary = LabVocabulary(expectations: ExpectationCatalog.words)
    return try LabDocument(
      parsing: Array(text.utf8), file: "lab.yaml", name: "test/lab", vocabulary: vocabulary
    )
    .labs[0]
  }

  /// What one expectation, as a lab file says it, finds in the record.
  func judge(_ expectation: String) throws -> Finding {
    let lab = try Self.lab(expect: "[ \(expectation) ]")
    return try ExpectationCatalog.make(lab.expectations[0], names: LabNames(lab)).judge(record)
  }
}
