import Evidence
import WireFormat

/// Builds a run's record event by event, at milliseconds after its start; defaults hide what a test does
/// not care about.
struct RecordBuilder {
  static let startNs: Int64 = 1_760_000_000_000_000_000

  var record: RunRecord

  init(
    _ lab: String = "crash/sample", variant: String? = nil, title: String = "A sample",
    hosts: [String] = ["client", "server"]
  ) {
    record = RunRecord(
      lab: lab, variant: variant, title: title, labFile: "labs/\(lab).yaml", labText: "title: \(title)\n",
      kernel: "6.18.5", seed: 42, startedAtNs: Self.startNs, endedAtNs: Self.startNs)
    record.hosts = hosts.enumerated().map { index, name in
      HostRecord(name: name, ipv4: "192.0.2.\(index + 1)", mac: "02:00:00:00:00:0\(index + 1)")
    }
    record.captures = hosts.map {
      CaptureRecord(host: $0, file: "\($0).pcapng", frames: 0, droppedByKernel: 0, droppedByInterface: 0)
    }
  }

  static func ns(_ milliseconds: Double) -> Int64 { startNs + Int64(milliseconds * 1_000_000) }

  mutating func end(at milliseconds: Double) { record.endedAtNs = Self.ns(milliseconds) }

  mutating func process(
    _ name: String, on host: String? = nil, at: Double = 1, exit: ProcessRecord.Exit? = nil,
    exitAt: Double? = nil
  ) {
    record.processes.append(
      ProcessRecord(
        name: name, host: host ?? name, command: ["halfopen-peer"], startedAtNs: Self.ns(at),
        exitedAtNs: exitAt.map(Self.ns), exit: exit))
  }

  mutating func step(_ kind: String, _ text: String, at: Double, until: Double, line: Int = 10) {
    record.steps.append(
      StepRecord(kind: kind, text: text, line: line, startedAtNs: Self.ns(at), endedAtNs: Self.ns(until)))
  }

  mutating func fault(
    _ kind: String, _ text: String, on host: String, at: Double, proof: String = "seen", proven: Bool = true,
    when: String? = nil
  ) {
    record.faults.append(
      FaultRecord(
        kind: kind, text: text, target: host, host: host, line: 20, site: host, appliedAtNs: Self.ns(at),
        provenAtNs: proven ? Self.ns(at + 0.5) : nil, proof: proof,
        trigger: when.map {
          FaultRecord.Trigger(text: $0, armedAtNs: Self.ns(0), firedAtNs: Self.ns(at - 0.1))
        }))
  }

  /// A call of the process named like its host; without `until` it never returns.
  mutating func call(
    _ host: String, _ instruction: String, at: Double, until: Double? = nil, result: Int = 0,
    error: String? = nil, process: String? = nil
  ) {
    let operation = String(instruction.split(separator: " ").first ?? "")
    record.calls.append(
      CallRecord(
        process: process ?? host, host: host, index: record.calls.count, instruction: instruction,
        operation: operation, startedAtNs: Self.ns(at), endedAtNs: until.map(Self.ns),
        result: until == nil ? nil : (error == nil ? result : -1), error: error))
  }

  mutating func packet(
    _ from: String, _ to: String, _ packetClass: PacketClass, at: Double, bytes: Int = 0,
    flags: [PacketFlag] = [], kind: RetransmissionKind? = nil, cause: ResetCause? = nil,
    fate: PacketRecord.Fate = .arrived, connection: Int? = 1
  ) {
    let client = from == record.hosts.first?.name
    let fields = PacketRecord.TCPFields(
      sourcePort: client ? 40000 : 7000, destinationPort: client ? 7000 : 40000, sequence: 1,
      acknowledgment: packetClass == .syn ? nil : 1, payloadBytes: bytes, window: 64240, bits: ".")
    record.packets.append(
      PacketRecord(
        number: record.packets.count + 1, from: from, to: to, sentAtNs: Self.ns(at),
        arrivedAtNs: fate == .arrived || fate == .unsent ? Self.ns(at + 0.02) : nil, fate: fate,
        connection: connection, packetClass: packetClass,
        flags: flags + (fate == .lost ? [.lost] : []) + (kind == nil ? [] : [.retransmission]), kind: kind,
        cause: cause, why: "sample", tcp: packetClass == .arpRequest ? nil : fields, frameBytes: 66 + bytes))
  }

  mutating func state(
    _ host: String, _ state: String, at: Double, previous: String? = nil, listener: Bool = false,
    port: Int? = nil
  ) {
    let client = host == record.hosts.first?.name
    record.states.append(
      SocketStateRecord(
        atNs: Self.ns(at), host: host, localPort: port ?? (client ? 40000 : 7000),
        remoteHost: listener ? nil : client ? "server" : "client",
        remotePort: listener ? nil : client ? 7000 : 40000, state: state, previous: previous))
  }

  /// A connection set up and ten bytes sent over it, from 1 to 5 ms.
  mutating func connectAndSend() {
    call("server", "listen 7000", at: 2, until: 2.1)
    state("server", "LISTEN", at: 2.1, listener: true)
    call("server", "accept", at: 2.2, until: 4.3)
    call("client", "connect server:7000", at: 4, until: 4.2)
    packet("client", "server", .syn, at: 4.05)
    packet("server", "client", .synAck, at: 4.1)
    packet("client", "server", .handshakeAck, at: 4.15)
    state("client", "ESTABLISHED", at: 4.4)
    state("server", "ESTABLISHED", at: 4.4)
    call("client", "send 10", at: 4.5, until: 4.6, result: 10)
    packet("client", "server", .data, at: 4.55, bytes: 10, flags: [.push])
    packet("server", "client", .ack, at: 4.6)
    call("server", "receive", at: 4.35, until: 4.7, result: 10)
    call("server", "receive", at: 4.75)
    call("client", "receive", at: 4.8)
  }
}

/// The records that every format is shown with.
enum SampleRecord {
  /// A server is killed with SIGKILL while its connection is idle: FIN, no RST.
  static func killedIdleServer() -> RunRecord {
    var builder = RecordBuilder(
      "crash/process-crash-idle", title: "A server process is killed while its connection is idle")
    builder.process("server", at: 1, exit: .signal("SIGKILL"), exitAt: 305.4)
    builder.process("client", at: 3)
    builder.step("start", "start: server", at: 1, until: 2.3)
    builder.step("start", "start: client", at: 3, until: 4)
    builder.step("wait", "wait: { process: server, call: receive, result: 10 }", at: 4, until: 4.8)
    builder.connectAndSend()
    builder.fault(
      "kill", "kill: { process: server, signal: SIGKILL }", on: "server", at: 305,
      proof: "server's process ended by SIGKILL")
    builder.packet("server", "client", .fin, at: 305.2)
    builder.packet("client", "server", .ack, at: 305.3)
    builder.state("server", "FIN_WAIT2", at: 306, previous: "ESTABLISHED")
    builder.state("client", "CLOSE_WAIT", at: 306, previous: "ESTABLISHED")
    builder.record.calls.removeLast()
    builder.call("client", "receive", at: 4.8, until: 305.5, result: 0)
    builder.step("wait", "wait: 500ms", at: 306, until: 806)
    builder.end(at: 807)
    return builder.record
  }

  /// A lost segment is sent again; then the server loses power, and the client sends into nothing.
  static func powerLoss() -> RunRecord {
    var builder = RecordBuilder(
      "crash/power-loss-sending", variant: "retries2=3",
      title: "A host loses power while the other one is sending")
    builder.process("server", at: 1)
    builder.process("client", at: 3)
    builder.connectAndSend()
    builder.record.calls.removeAll { $0.endedAtNs == nil && $0.host == "client" }
    builder.fault(
      "drop", "drop: { packets: client > server 2nd data, on: client }", on: "client", at: 5,
      when: "server's receive returned 10")
    builder.call("client", "send 1448", at: 6, until: 6.2, result: 1448)
    builder.packet("client", "server", .data, at: 6.1, bytes: 1448, fate: .lost)
    builder.packet("client", "server", .data, at: 17, bytes: 1448, kind: .tailLossProbe)
    builder.packet("server", "client", .ack, at: 17.1, flags: [.dsack])
    builder.fault(
      "power-off", "power-off: server", on: "server", at: 320,
      proof: "its namespaces are gone, its port is down")
    builder.call("client", "send 10", at: 330, until: 330.1, result: 10)
    var at = 330.05
    builder.packet("client", "server", .data, at: at, bytes: 10, fate: .lost)
    for interval in [201.0, 203, 410, 833, 1650] {
      at += interval
      builder.packet("client", "server", .data, at: at, bytes: 10, kind: .timeout, fate: .lost)
    }
    builder.call("client", "receive", at: 331, until: at + 3300, error: "ETIMEDOUT")
    builder.state("client", "CLOSED", at: at + 3301, previous: "ESTABLISHED")
    builder.end(at: at + 3400)
    return builder.record
  }

  /// A connect to a closed port, of a lab that expects something else.
  static func refusedConnect() -> RunRecord {
    var builder = RecordBuilder(
      "broken/expects-timeout", title: "A connect to a closed port <times out> & waits")
    builder.process("client", at: 1)
    builder.call("client", "connect server:7000", at: 2, until: 2.3, error: "ECONNREFUSED")
    builder.packet("client", "server", .syn, at: 2.1)
    builder.packet("server", "client", .reset, at: 2.2, cause: .refused)
    builder.end(at: 3)
    return builder.record
  }

  /// A run whose fault did not take hold.
  static func faultWithoutHold() -> RunRecord {
    var builder = RecordBuilder("unplug/unplug-replug", title: "A cable is pulled, and nothing notices")
    builder.process("server", at: 1)
    builder.process("client", at: 3)
    builder.connectAndSend()
    builder.fault("unplug", "unplug: client", on: "client", at: 200, proof: "", proven: false)
    builder.record.problems = ["unplug: client did not take hold: eth0 of client still has a carrier"]
    builder.end(at: 1200)
    return builder.record
  }
}
