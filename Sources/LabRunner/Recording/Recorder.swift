internal import Evidence
internal import LabModel
internal import LinuxHost
internal import PacketCapture
internal import TCPAnalysis
internal import WireFormat

/// Brings together what the instruments see, while the run goes on: the record as far as it is known.
///
/// Packets are named at the capture of the host that sent them, because only there everything that the
/// sender knew when it sent is known, and joined with their arrival at the other end.
final class Recorder {
  private(set) var record: RunRecord
  private var taps: [Tap]
  private let hosts: [String]
  /// Those whose firewall answers with a RST.
  let rejectingRouters: Set<String>
  private var tapOfMAC: [MACAddress: Int] = [:]
  private var paths: PacketPaths
  private var joiner = PacketJoiner()
  private var connections = ConnectionNumbers()
  /// Host and ports → the state last seen. By ports, because a half-open request becomes another socket
  /// (with a cookie of its own) when its handshake ends, and is the same connection to people.
  private var sockets: [SocketKey: SocketEntry] = [:]
  private var openCalls: [Speaker: [Int: Int]] = [:]
  var wireAccount = WireAccount()
  /// Put onto wires and not captured yet.
  var injections: [Injection] = []

  /// What came after the run's end and is not known to have been sent before it.
  private var arrivalsAfterEnd: [TappedFrame] = []
  /// In a stream that goes on, what was sent last before the end arrives long before so many others.
  private static let mostAfterEnd = 1000

  private struct SocketKey: Hashable {
    var host: Int
    var localPort: Int
    var remotePort: Int
    var remoteAddress: String
  }

  /// Who makes calls. A child may outlive its parent, and the next parent's child has the same name.
  private struct Speaker: Hashable {
    var name: String
    var life: Int
  }

  init(record: RunRecord, lab: Lab) {
    self.record = record
    hosts = lab.hosts.map(\.name)
    rejectingRouters = Set(
      lab.routers.filter { $0.firewall != nil && $0.refusal == .reject }.map(\.host))
    taps = Tap.all(of: lab)
    for (index, tap) in taps.enumerated() { tapOfMAC[tap.interface.address.mac] = index }
    paths = PacketPaths(lab)
  }

  // MARK: Packets

  /// Takes in what the captures have seen since the last time; where there are routers, in the order of time.
  func take(_ frames: [TappedFrame]) {
    // After the run's end there is nothing more to be recorded, only arrivals of what was sent before.
    let endNs = record.endedAtNs == 0 ? Int64.max : record.endedAtNs
    for frame in frames { take(frame.frame, tap: frame.tap, endNs: endNs) }
    // Their sendings may have been behind them.
    let early = arrivalsAfterEnd
    arrivalsAfterEnd = []
    for frame in early { take(frame.frame, tap: frame.tap, endNs: endNs) }
    for tap in taps.indices {
      for correction in taps[tap].analyzer.takeCorrections() {
        guard let index = taps[tap].packetOfFrame[correction.frame],
          var label = taps[tap].labels[correction.frame]
        else { continue }
        correction.apply(to: &label)
        taps[tap].labels[correction.frame] = label
        apply(label, to: &record.packets[index])
      }
    }
  }

  private func take(_ frame: CapturedFrame, tap: Int, endNs: Int64) {
    let source = source(of: frame)
    let key = FrameKey(frame.bytes)
    let host = taps[tap].hostIndex
    let mayLeave = source == tap && paths.isRouter(host) && paths.canLeave(frame.bytes, router: host)
    guard frame.timeNs <= endNs || mayLeave || (source != tap && joiner.isExpected(key)) else {
      if source == tap {
        wireAccount.sent(key, atNs: frame.timeNs, packet: nil)
      } else if arrivalsAfterEnd.count < Self.mostAfterEnd {
        arrivalsAfterEnd.append(TappedFrame(tap: tap, frame: frame))
      }
      return
    }
    let (decoded, label, number) = taps[tap].observe(frame)
    let endpoints = paths.hasRouters ? PacketPaths.endpoints(of: decoded) : []
    let passed = mayLeave ? paths.left(frame.bytes, router: host, endpoints: endpoints) : nil
    noteBeginning(decoded, label, tap: tap)
    if let index = passed {
      taps[tap].packetOfHop[number] = index
      expect(key, atNs: frame.timeNs, packet: index)
      wireAccount.sent(key, atNs: frame.timeNs, packet: index)
    } else if source == tap {
      let index = record.packets.count
      record.packets.append(packet(frame, decoded, label, tap: tap))
      taps[tap].packetOfFrame[number] = index
      taps[tap].labels[number] = label
      expect(key, atNs: frame.timeNs, packet: index)
      wireAccount.sent(key, atNs: frame.timeNs, packet: index)
    } else if let injection = takeInjection(frame, at: taps[tap].host) {
      var packet = packet(frame, decoded, label, tap: tap)
      (packet.from, packet.to) = (injection.from, injection.to)
      packet.fate = .unsent
      packet.arrivedAtNs = frame.timeNs
      packet.flags.append(.injected)
      packet.wire = injection.text
      apply(label, to: &packet)
      // As a sent one, so that what its answer shows about it reaches it.
      taps[tap].packetOfFrame[number] = record.packets.count
      taps[tap].labels[number] = label
      record.packets.append(packet)
    } else if source != nil {
      let arrival = PacketJoiner.Arrival(
        tap: tap, frame: number, frameBytes: frame.bytes, endpoints: endpoints, timeNs: frame.timeNs,
        label: label)
      if let (index, bytes) = joiner.arrived(key, arrival) {
        taps[tap].share(bytes, withFrame: number)
        note(arrival, of: index)
      }
    } else {
      // From no host of this lab: nothing else is on the switch, so it is worth a line in the record.
      var stray = packet(frame, decoded, label, tap: tap)
      stray.from = "unknown"
      stray.to = taps[tap].host
      stray.fate = .unsent
      stray.arrivedAtNs = frame.timeNs
      record.packets.append(stray)
    }
  }

  /// By the SYN, sent or arriving, one connection is told from another on the same ports.
  private func noteBeginning(_ decoded: DecodedFrame, _ label: FrameLabel, tap: Int) {
    guard case .tcp(let segment) = decoded, segment.flags.contains(.syn), let id = label.connection else {
      return
    }
    let source = paths.original(PacketPaths.Endpoint(address: segment.source, port: segment.sourcePort))
    connections.began(tap: tap, connection: id, source: source, sequence: segment.sequence)
  }

  /// The latest frame that a tap's own host has sent, as far as it was captured.
  func lastSent(tap: Int) -> CapturedFrame? {
    taps[tap].frames.last { source(of: $0) == tap }
  }

  /// The tap of the interface that sent a frame on; nil where it is of no host of this lab.
  private func source(of frame: CapturedFrame) -> Int? {
    MACAddress(frame.bytes.span, at: 6).flatMap { tapOfMAC[$0] }
  }

  /// Another frame that is this packet on its way, after what a wire did to it.
  func expect(_ frame: FrameKey, atNs: Int64, packet index: Int) {
    guard let arrival = joiner.sent(frame, atNs: atNs, packet: index) else { return }
    taps[arrival.tap].share(frame.bytes, withFrame: arrival.frame)
    note(arrival, of: index)
  }

  /// The frame will not arrive as it was sent.
  func stopExpecting(_ frame: FrameKey, packet index: Int) { joiner.forget(frame, packet: index) }

  /// It will not arrive any more: the wire lost it, or the time in which it could have arrived is over.
  func noteLoss(ofPacket index: Int) {
    guard record.packets[index].fate == .inFlight else { return }
    record.packets[index].fate = .lost
    record.packets[index].flags.append(.lost)
  }

  /// The wire changed its bytes.
  func noteAlteration(ofPacket index: Int) {
    if !record.packets[index].flags.contains(.altered) { record.packets[index].flags.append(.altered) }
  }

  func note(onWire text: String, packet index: Int) {
    record.packets[index].wire = (record.packets[index].wire.map { $0 + "; " } ?? "") + text
  }

  /// A fault's record says what it did, which is known only when the run is over.
  func setProof(_ proof: String, ofFault index: Int) {
    record.faults[index].proof = proof
  }

  func record(chosen count: Int, ofFault index: Int) { record.faults[index].chosenPackets = count }

  private func note(_ arrival: PacketJoiner.Arrival, of index: Int) {
    let host = taps[arrival.tap].hostIndex
    if paths.isRouter(host), record.packets[index].to != hosts[host] {
      taps[arrival.tap].packetOfHop[arrival.frame] = index
      paths.came(arrival.frameBytes, packet: index, to: host, endpoints: arrival.endpoints)
      return
    }
    guard record.packets[index].fate != .arrived else {
      // A second time: a copy. The first one's time stands.
      record.packets[index].copies = (record.packets[index].copies ?? 0) + 1
      if !record.packets[index].flags.contains(.duplicatedByNetwork) {
        record.packets[index].flags.append(.duplicatedByNetwork)
      }
      return
    }
    // A wire may have lost a copy of it before.
    if record.packets[index].fate == .lost { record.packets[index].flags.removeAll { $0 == .lost } }
    record.packets[index].arrivedAtNs = arrival.timeNs
    record.packets[index].fate = .arrived
    taps[arrival.tap].packetOfArrival[arrival.frame] = index
    // For a wait; `markLateArrivals` knows better when all has arrived.
    if arrival.label.packetClass == .outOfOrder, !record.packets[index].flags.contains(.arrivedLate) {
      record.packets[index].flags.append(.arrivedLate)
    }
  }

  private func packet(_ frame: CapturedFrame, _ decoded: DecodedFrame, _ label: FrameLabel, tap: Int)
    -> PacketRecord
  {
    var fields: PacketRecord.TCPFields?
    if case .tcp(let segment) = decoded {
      fields = PacketRecord.TCPFields(
        sourcePort: Int(segment.sourcePort), destinationPort: Int(segment.destinationPort),
        sequence: label.relativeSequence, acknowledgment: label.relativeAcknowledgment,
        initialSequence: segment.flags.contains(.syn) ? segment.sequence.raw : nil,
        payloadBytes: segment.payloadLength, window: label.scaledWindow, bits: PacketText.flags(segment.flags)
      )
    }
    var record = PacketRecord(
      number: 0, from: taps[tap].host, to: destination(of: frame, decoded), sentAtNs: frame.timeNs,
      arrivedAtNs: nil, fate: .inFlight, connection: nil, packetClass: label.packetClass, tcp: fields,
      frameBytes: frame.originalLength)
    if case .tcp(let segment) = decoded, let id = label.connection {
      record.connection = connections.number(
        tap: tap, connection: id,
        ends: [
          paths.original(PacketPaths.Endpoint(address: segment.source, port: segment.sourcePort)),
          paths.original(PacketPaths.Endpoint(address: segment.destination, port: segment.destinationPort)),
        ])
    }
    apply(label, to: &record)
    return record
  }

  /// By the MAC address where there is one network, by the IP address where there are several.
  private func destination(of frame: CapturedFrame, _ decoded: DecodedFrame) -> String {
    if paths.hasRouters,
      let host = paths.destination(of: frame.bytes, endpoints: PacketPaths.endpoints(of: decoded))
    {
      return hosts[host]
    }
    let target = MACAddress(frame.bytes.span, at: 0).flatMap { tapOfMAC[$0] }
    return target.map { taps[$0].host } ?? "all"
  }

  private func apply(_ label: FrameLabel, to packet: inout PacketRecord) {
    // What the joining of captures and wires has found, which no label knows.
    let found: Set<PacketFlag> = [.lost, .arrivedLate, .duplicatedByNetwork, .altered, .injected]
    let joined = packet.flags.filter(found.contains)
    packet.packetClass = label.packetClass
    packet.flags = label.flags + joined
    packet.kind = label.kind
    packet.trigger = label.trigger ?? label.kind
    // The cause is what made a host send it, and no host has.
    packet.cause = packet.flags.contains(.injected) ? nil : label.cause
    packet.why = packet.flags.contains(.injected) ? packet.wire ?? "" : label.why
  }

  /// Whether something sent in the last moments has not arrived yet: worth a short wait before the end.
  func hasUnjoinedPackets(sinceNs: Int64, to reachable: Set<String>) -> Bool {
    record.packets.contains { $0.sentAtNs >= sinceNs && $0.fate == .inFlight && reachable.contains($0.to) }
  }

  // MARK: Calls

  /// The run's last packets may arrive after its end; nothing else that is done then is in its record.
  private func isAfterEnd(_ atNs: Int64) -> Bool { record.endedAtNs != 0 && atNs > record.endedAtNs }

  /// - Parameters:
  ///   - process: Its name, or that of its child.
  ///   - life: Which of the processes that were started has it, or has forked it.
  func take(_ event: PeerEvent, from process: String, life: Int, on host: String) {
    let speaker = Speaker(name: process, life: life)
    switch event {
    case .started(let call, let index, let operation, let instruction, let atNs):
      guard !isAfterEnd(atNs) else { return }
      openCalls[speaker, default: [:]][call] = record.calls.count
      record.calls.append(
        CallRecord(
          process: process, host: host, index: index, instruction: instruction, operation: operation,
          startedAtNs: atNs))
    case .ended(let call, let result, let error, let atNs, let wrongByte):
      guard !isAfterEnd(atNs), let index = openCalls[speaker]?.removeValue(forKey: call) else { return }
      record.calls[index].endedAtNs = atNs
      record.calls[index].result = result
      record.calls[index].error = error
      record.calls[index].wrongByte = wrongByte
    case .idle: break
    }
  }

  // MARK: Processes, steps, faults

  func processStarted(_ process: LabProcess, command: [String], atNs: Int64) {
    record.processes.append(
      ProcessRecord(name: process.name, host: process.host, command: command, startedAtNs: atNs))
  }

  func processEnded(_ process: LabProcess, _ exit: ProcessRecord.Exit, atNs: Int64) {
    guard !isAfterEnd(atNs),
      let index = record.processes.lastIndex(where: { $0.name == process.name && $0.exit == nil })
    else { return }
    record.processes[index].exit = exit
    record.processes[index].exitedAtNs = atNs
  }

  /// What each program has printed, in the order in which they were started.
  func set(outputs: [ProcessRecord.Output?]) {
    for (index, output) in zip(record.processes.indices, outputs) { record.processes[index].output = output }
  }

  func add(_ step: StepRecord) { record.steps.append(step) }
  /// Host → what its counters grew by in the step.
  func set(counters: [String: [String: Int64]], ofStep index: Int) { record.steps[index].counters = counters }
  /// A fault that waited for its condition was done then, not when its step was reached.
  func setTime(ofStep index: Int, fromNs: Int64, toNs: Int64?) {
    record.steps[index].startedAtNs = fromNs
    record.steps[index].endedAtNs = toNs ?? fromNs
  }
  func add(_ fault: FaultRecord) { record.faults.append(fault) }
  func add(problem: String) {
    if !record.problems.contains(problem) { record.problems.append(problem) }
  }
  func add(_ capture: CaptureRecord) { record.captures.append(capture) }
  func begin(atNs: Int64) { record.startedAtNs = atNs }
  func set(_ hosts: [HostRecord]) { record.hosts = hosts }
  func set(_ delays: [SchedulingDelay]) { record.schedulingDelays = delays }
  func callReferee() { record.referee = Referee.comparisons(in: record) }
  func set(endNs: Int64, clockSteppedNs: Int64) {
    record.endedAtNs = endNs
    record.clockSteppedNs = clockSteppedNs
    // A clock that was set tears the time line apart; by less than a millisecond, no limit of a lab notices.
    guard clockSteppedNs.magnitude > 1_000_000 else { return }
    add(
      problem:
        "the machine's clock was set by \(Duration.nanoseconds(clockSteppedNs).labText) during the run; run the lab again"
    )
  }

  // MARK: Sockets

  /// Compares a host's sockets with those seen before and records what changed.
  ///
  /// - Parameter final: Records every socket that is still there, changed or not.
  func take(_ entries: [SocketEntry], host: Int, atNs: Int64, hostOf: (String) -> String, final: Bool = false)
  {
    guard !isAfterEnd(atNs) else { return }
    var gone = sockets.filter { $0.key.host == host }
    for entry in entries {
      let key = SocketKey(
        host: host, localPort: entry.localPort, remotePort: entry.remotePort,
        remoteAddress: entry.remoteAddress)
      let before = gone.removeValue(forKey: key)
      sockets[key] = entry
      if final || before?.state != entry.state || before?.retries != entry.retries {
        add(entry, host: host, atNs: atNs, previous: before?.state, hostOf)
      }
    }
    for (key, entry) in gone.sorted(by: {
      ($0.key.localPort, $0.key.remotePort) < ($1.key.localPort, $1.key.remotePort)
    }) {
      sockets[key] = nil
      var closed = entry
      closed.state = "CLOSED"
      add(closed, host: host, atNs: atNs, previous: entry.state, hostOf)
    }
  }

  private func add(
    _ entry: SocketEntry, host: Int, atNs: Int64, previous: String?, _ hostOf: (String) -> String
  ) {
    var state = SocketStateRecord(
      atNs: atNs, host: hosts[host], localPort: entry.localPort,
      remoteHost: entry.remoteAddress.isEmpty ? nil : hostOf(entry.remoteAddress),
      remotePort: entry.remoteAddress.isEmpty ? nil : entry.remotePort, state: entry.state,
      previous: previous, receiveQueueBytes: entry.receiveQueueBytes, sendQueueBytes: entry.sendQueueBytes)
    state.timer = entry.timer
    state.retries = entry.retries > 0 ? entry.retries : nil
    record.states.append(state)
  }

  // MARK: The end

  func explainReset(at index: Int, _ cause: ResetCause, because fact: String) {
    record.packets[index].cause = cause
    record.packets[index].why += (record.packets[index].why.isEmpty ? "" : "; ") + fact
  }

  /// Marks what came after something that was sent later the same way, and nothing else.
  private func markLateArrivals() {
    var latestSentNs: [String: Int64] = [:]
    let arrived = record.packets.indices.filter { record.packets[$0].fate == .arrived }
    for index in arrived.sorted(by: {
      (record.packets[$0].arrivedAtNs ?? 0, $0) < (record.packets[$1].arrivedAtNs ?? 0, $1)
    }) {
      let packet = record.packets[index]
      let way = packet.from + " > " + packet.to
      let isLate = packet.sentAtNs < latestSentNs[way] ?? .min
      if isLate, !packet.flags.contains(.arrivedLate) { record.packets[index].flags.append(.arrivedLate) }
      if !isLate { record.packets[index].flags.removeAll { $0 == .arrivedLate } }
      latestSentNs[way] = max(latestSentNs[way] ?? .min, packet.sentAtNs)
    }
  }

  /// Decides what became of each packet, sorts and numbers them, and closes the connections' accounts.
  ///
  /// - Parameters:
  ///   - undecidedSinceNs: What was sent later than this and did not arrive may still be on its way,
  ///   - reachable: if it was sent to one of these hosts.
  ///   - onTheWay: What a wire delays and has not let go yet is not lost either.
  /// - Returns: The captures, which the recorder lets go: the frames are most of what a long run has in memory.
  func finish(undecidedSinceNs: Int64, reachable: Set<String>, onTheWay: [[UInt8]] = []) -> [Tap] {
    let delayed = Set(onTheWay.flatMap { joiner.packets(expecting: FrameKey($0)) })
    for index in record.packets.indices
    where record.packets[index].fate == .inFlight && !delayed.contains(index) {
      let packet = record.packets[index]
      // Nobody can say of a broadcast to whom it should have come.
      guard packet.to != "all", packet.sentAtNs < undecidedSinceNs || !reachable.contains(packet.to) else {
        continue
      }
      noteLoss(ofPacket: index)
      if let (router, passedOn) = paths.lastRouter[index] {
        note(
          onWire: passedOn ? "lost behind \(hosts[router])" : "not passed on by \(hosts[router])",
          packet: index)
      }
    }
    markLateArrivals()
    let order = record.packets.indices.sorted {
      (record.packets[$0].sentAtNs, $0) < (record.packets[$1].sentAtNs, $1)
    }
    var newIndex = [Int](repeating: 0, count: order.count)
    for (position, old) in order.enumerated() {
      record.packets[old].number = position + 1
      newIndex[old] = position
    }
    record.packets = order.map { record.packets[$0] }
    let newNumber = connections.renumber(inOrder: record.packets.lazy.compactMap(\.connection))
    for index in record.packets.indices {
      record.packets[index].connection = record.packets[index].connection.flatMap { newNumber[$0] }
    }
    record.states.sort { $0.atNs < $1.atNs }
    for index in taps.indices {
      taps[index].packetOfFrame = taps[index].packetOfFrame.mapValues { newIndex[$0] }
      taps[index].packetOfArrival = taps[index].packetOfArrival.mapValues { newIndex[$0] }
      taps[index].packetOfHop = taps[index].packetOfHop.mapValues { newIndex[$0] }
    }
    let summaries = taps.indices.map { taps[$0].analyzer.finish() }
    record.connections = connections.records(
      summaries, packets: record.packets, original: { [paths] in paths.original($0) })
    defer { taps = [] }
    return taps
  }
}
