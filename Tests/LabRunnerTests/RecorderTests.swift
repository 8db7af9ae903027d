import Evidence
import LabModel
import PacketCapture
import Testing
import WireFormat

@testable import LabRunner

@Suite("Recording what captures see")
struct RecorderTests {
  static let nowhere = SourcePosition(file: "", line: 1, column: 1)
  static let (client, server) = (0, 1)

  /// client and server at one switch
  static let lab: Lab = {
    var lab = Lab(name: "lab", file: "", title: "")
    lab.hosts = ["client", "server"].map { LabHost(name: $0, position: nowhere) }
    return lab
  }()

  static func recorder() -> Recorder {
    Recorder(
      record: RunRecord(
        lab: "lab", variant: nil, title: "", labFile: "", labText: "", kernel: "", seed: 1, startedAtNs: 1,
        endedAtNs: 0), lab: lab)
  }

  /// A segment from the client to the server, as one of their captures has it.
  static func frame(at tap: Int, timeNs: Int64, sequence: UInt32 = 1) -> TappedFrame {
    var builder = FrameBuilder()
    builder.sourceMAC = lab.interfaces(of: "client")[0].address.mac
    builder.destinationMAC = lab.interfaces(of: "server")[0].address.mac
    builder.sequence = SequenceNumber(sequence)
    builder.payload = [1, 2, 3]
    let bytes = builder.frame
    return TappedFrame(
      tap: tap, frame: CapturedFrame(timeNs: timeNs, originalLength: bytes.count, bytes: bytes))
  }

  @Test(
    "The arrival of what was sent before the end is heard in either order of the captures",
    arguments: [true, false])
  func lastArrival(arrivalFirst: Bool) {
    // Rules out a last packet that is in flight for ever because the receiver's capture was read first.
    let recorder = Self.recorder()
    recorder.set(endNs: 100, clockSteppedNs: 0)
    let sent = Self.frame(at: Self.client, timeNs: 90)
    let arrived = Self.frame(at: Self.server, timeNs: 110)
    for frame in arrivalFirst ? [arrived, sent] : [sent, arrived] { recorder.take([frame]) }
    #expect(recorder.record.packets.map(\.arrivedAtNs) == [110])
    // Sent after the end: no packet of the run, wherever it was captured first.
    recorder.take([Self.frame(at: Self.server, timeNs: 130, sequence: 9)])
    recorder.take([Self.frame(at: Self.client, timeNs: 120, sequence: 9)])
    #expect(recorder.record.packets.count == 1)
  }

  @Test("A frame that came before a copy of it was made is no copy")
  func copy() {
    // Rules out that a capture that lags behind shows an original, which is then taken for what a fault put there.
    let recorder = Self.recorder()
    let original = Self.frame(at: Self.server, timeNs: 20)
    recorder.injections = [
      Injection(bytes: original.frame.bytes, from: "client", to: "server", atNs: 30, text: "injected")
    ]
    recorder.take([original, Self.frame(at: Self.client, timeNs: 10)])
    #expect(recorder.record.packets.map { $0.flags.contains(.injected) } == [false])
    recorder.take([Self.frame(at: Self.server, timeNs: 40)])
    #expect(recorder.record.packets.map { $0.flags.contains(.injected) } == [false, true])
    #expect(recorder.injections.isEmpty)
  }

  @Test("A frame that one wire has altered is known on the next")
  func altered() {
    // Rules out "any > server data" that chooses a packet nobody knows because the sender's wire changed its bytes.
    let recorder = Self.recorder()
    recorder.wireAccount.isKept = true
    let sent = Self.frame(at: Self.client, timeNs: 10)
    var changed = sent.frame.bytes
    changed[changed.count - 1] ^= 1
    recorder.take([sent])
    recorder.take([
      WireVerdict(
        atNs: 20, frame: sent.frame.bytes, departures: [changed], isAltered: true, text: "corrupted"),
      WireVerdict(atNs: 30, frame: changed, departures: [], isAltered: false, text: "dropped"),
    ])
    #expect(recorder.wireAccount.waiting.isEmpty)
    #expect(recorder.record.packets.map(\.wire) == ["corrupted; dropped"])
    #expect(recorder.record.packets.map(\.fate) == [.lost])
  }

  @Test(
    "Of two copies one may be lost and the other arrive, in whichever order that is heard",
    arguments: [true, false])
  func copies(arrivalFirst: Bool) {
    // Rules out a packet that is lost, though a program has read it, because a wire dropped one copy of it.
    let recorder = Self.recorder()
    recorder.wireAccount.isKept = true
    let sent = Self.frame(at: Self.client, timeNs: 10)
    let arrived = Self.frame(at: Self.server, timeNs: 40)
    let bytes = sent.frame.bytes
    recorder.take(arrivalFirst ? [sent, arrived] : [sent])
    recorder.take([
      WireVerdict(atNs: 20, frame: bytes, departures: [bytes, bytes], isAltered: false, text: "duplicated"),
      WireVerdict(atNs: 30, frame: bytes, departures: [], isAltered: false, text: "dropped"),
    ])
    if !arrivalFirst { recorder.take([arrived]) }
    #expect(recorder.record.packets.map(\.fate) == [.arrived])
    #expect(recorder.record.packets.map { $0.flags.contains(.lost) } == [false])
    #expect(recorder.record.packets.map { $0.copies ?? 0 } == [0])
  }

  @Test(
    "A fault that chose only what was sent after the run's end did not take hold",
    arguments: [(sentAtNs: Int64(90), chosen: 1), (sentAtNs: 120, chosen: 0)])
  func choiceAfterEnd(sentAtNs: Int64, chosen: Int) throws {
    // Rules out a pass on the loss of a packet that is not in the record, and one that was sent in time and is decided on
    // a moment later.
    let recorder = Self.recorder()
    recorder.wireAccount.isKept = true
    let atEnd = try WireRuleTests.rule(["packets": "client > server data"])
    var rule = atEnd
    let chooses = rule.chooses(WireRuleTests.packet())
    #expect(chooses)
    recorder.noteRule(0)
    recorder.add(
      FaultRecord(
        kind: "drop", text: "drop", target: "", host: "", line: 1, site: "the wire", appliedAtNs: 1,
        provenAtNs: 1,
        proof: ""))
    // The same bytes were sent before, and arrived.
    recorder.take([Self.frame(at: Self.client, timeNs: 10), Self.frame(at: Self.server, timeNs: 20)])
    recorder.set(endNs: 100, clockSteppedNs: 0)
    let frame = Self.frame(at: Self.client, timeNs: sentAtNs)
    recorder.take([frame])
    recorder.take([
      WireVerdict(
        atNs: 125, frame: frame.frame.bytes, departures: [], isAltered: false, text: "dropped", rules: [0])
    ])
    recorder.conclude(rule, atEnd: atEnd)
    #expect(recorder.record.faults.map(\.chosenPackets) == [chosen])
    #expect(recorder.record.problems.count == 1 - chosen)
    #expect(recorder.record.packets.map(\.wire) == (chosen == 1 ? [nil, "dropped"] : [nil]))
  }

  @Test("What programs do after the run's end is not in its record")
  func afterEnd() {
    // Rules out a pass on a call that was made while the run's last packets arrived, and the loss of what was done before
    // and is told late.
    let recorder = Self.recorder()
    let process = LabProcess(name: "client", host: "client", program: .socket([]), position: Self.nowhere)
    recorder.processStarted(process, command: [], atNs: 5)
    func tell(_ event: PeerEvent) { recorder.take(event, from: "client", life: 0, on: "client") }
    tell(.started(call: 1, index: 0, operation: "send", instruction: "send 10", atNs: 10))
    recorder.set(endNs: 100, clockSteppedNs: 0)
    tell(.ended(call: 1, result: 10, error: nil, atNs: 20))
    tell(.started(call: 2, index: 1, operation: "receive", instruction: "receive", atNs: 30))
    tell(.ended(call: 2, result: 10, error: nil, atNs: 110))
    tell(.started(call: 3, index: 2, operation: "get", instruction: "get cwnd", atNs: 120))
    recorder.processEnded(process, .status(0), atNs: 130)
    recorder.take([], host: Self.client, atNs: 140, hostOf: { $0 })
    #expect(recorder.record.calls.map(\.operation) == ["send", "receive"])
    #expect(recorder.record.calls.map(\.endedAtNs) == [20, nil])
    #expect(recorder.record.processes.map(\.exit) == [nil])
  }

  @Test("A child that outlives its parent does not speak for the next one's child")
  func olderChild() {
    // Rules out that what the first child received is the result of the second one's call.
    let recorder = Self.recorder()
    func tell(_ event: PeerEvent, life: Int) {
      recorder.take(event, from: "server.child", life: life, on: "server")
    }
    for life in 0..<2 {
      let atNs = Int64(10 + life)
      tell(.started(call: 1, index: 0, operation: "receive", instruction: "receive", atNs: atNs), life: life)
    }
    tell(.ended(call: 1, result: 10, error: nil, atNs: 20), life: 0)
    #expect(recorder.record.calls.map(\.result) == [10, nil])
  }

  @Test(
    "A connection that one end never saw does not shift the numbers at the other",
    arguments: [true, false])
  func unseenConnection(clientFirst: Bool) {
    // Rules out an answer that is counted for the connection before, whose SYNs were all lost.
    let recorder = Self.recorder()
    let atClient = [Self.syn(at: Self.client, timeNs: 10, 100), Self.syn(at: Self.client, timeNs: 30, 900)]
    let atServer = [
      Self.syn(at: Self.server, timeNs: 40, 900), Self.syn(at: Self.server, timeNs: 50, 5000, answering: 901),
    ]
    recorder.take(clientFirst ? atClient + atServer : atServer + atClient)
    _ = recorder.finish(undecidedSinceNs: 100, reachable: [])
    #expect(recorder.record.packets.map(\.connection) == [1, 2, 2])
    #expect(recorder.record.connections.map(\.ending) == ["unanswered", "open"])
  }

  @Test("The answer to an earlier connection's SYN does not make the next one another")
  func answerToOldSYN() {
    // Rules out a third connection when the answer to a delayed SYN comes to the attempt after it.
    let recorder = Self.recorder()
    recorder.take([Self.syn(at: Self.client, timeNs: 10, 100), Self.syn(at: Self.client, timeNs: 20, 900)])
    recorder.take([
      Self.syn(at: Self.server, timeNs: 30, 100), Self.syn(at: Self.server, timeNs: 40, 5000, answering: 101),
    ])
    recorder.take([Self.syn(at: Self.client, timeNs: 50, 5000, answering: 101)])
    recorder.take([
      Self.syn(at: Self.server, timeNs: 60, 900), Self.syn(at: Self.server, timeNs: 70, 6000, answering: 901),
    ])
    _ = recorder.finish(undecidedSinceNs: 100, reachable: [])
    #expect(recorder.record.packets.map(\.connection) == [1, 2, 1, 2])
  }

  @Test("Two ends that call each other at once have one connection", arguments: [true, false])
  func simultaneousOpen(clientFirst: Bool) {
    // Rules out one number for each SYN, as none of the two ends has seen the other's yet.
    let recorder = Self.recorder()
    let sent = [
      Self.syn(at: Self.client, timeNs: 10, 100), Self.syn(at: Self.server, timeNs: 11, 900, toClient: true),
    ]
    recorder.take(clientFirst ? sent : sent.reversed())
    recorder.take([
      Self.syn(at: Self.client, timeNs: 20, 900, toClient: true), Self.syn(at: Self.server, timeNs: 21, 100),
    ])
    recorder.take([Self.syn(at: Self.client, timeNs: 30, 100, answering: 901, toClient: false)])
    _ = recorder.finish(undecidedSinceNs: 100, reachable: [])
    #expect(recorder.record.packets.map(\.connection) == [1, 1, 1])
  }

  /// A SYN of the client, or the answer to one; to the client where that is said.
  static func syn(
    at tap: Int, timeNs: Int64, _ sequence: UInt32, answering acknowledgment: UInt32? = nil,
    toClient: Bool? = nil
  ) -> TappedFrame {
    var ends = ["client", "server"].map { lab.interfaces(of: $0)[0].address.mac }
    var ports: [UInt16] = [5000, 7000]
    var addresses: [UInt32] = [1, 2]
    if toClient ?? (acknowledgment != nil) {
      ends.reverse()
      ports.reverse()
      addresses.reverse()
    }
    var builder = FrameBuilder()
    (builder.sourceMAC, builder.destinationMAC) = (ends[0], ends[1])
    (builder.sourcePort, builder.destinationPort) = (ports[0], ports[1])
    (builder.source, builder.destination) = (IPAddress(ipv4: addresses[0]), IPAddress(ipv4: addresses[1]))
    builder.sequence = SequenceNumber(sequence)
    builder.acknowledgment = SequenceNumber(acknowledgment ?? 0)
    builder.flags = acknowledgment == nil ? .syn : [.syn, .ack]
    let bytes = builder.frame
    return TappedFrame(
      tap: tap, frame: CapturedFrame(timeNs: timeNs, originalLength: bytes.count, bytes: bytes))
  }
}
