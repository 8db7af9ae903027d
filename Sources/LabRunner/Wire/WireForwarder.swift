internal import Faults
internal import LinuxHost
internal import PacketCapture
internal import Synchronization
internal import TCPAnalysis
internal import WireFormat

/// The wires of a lab: between a host's interface and the switch it takes every frame and passes it on, unless a
/// fault has chosen it.
///
/// All wires have one thread, so that what passes them has one order. It reads what is there, decides, and writes;
/// what a fault does not choose leaves at once, unaltered and in order. A wire sees what its host sends and what
/// comes to it, and names packets as the analyzer does at any capture point.
///
/// A packet that a fault has waited for stops its way: what is behind it waits, in order and undecided, until the fault
/// is done and `resume` is called.
final class WireForwarder: Sendable {
  private struct Wire: Sendable {
    let cable: WirePlace
    /// The interfaces at its ends; nil until its host has booted.
    var ends: (host: Int32, fabric: Int32)?
    /// Whether its host can answer what comes; until then nothing is sent to it.
    var isOpen = false
    /// CLOCK_REALTIME, when its ends were put in place.
    var attachedAtNs: Int64 = 0
    var heard = HeardFrames()
    var decoder = FrameDecoder()
    var analyzer = TrafficAnalyzer()
    var frameCount = 0
    var memory = WireMemory()
  }

  private struct State: Sendable {
    var wires: [Wire]
    /// nil until it is open.
    var socket: FrameSocket?
    /// The ends' interfaces → where a frame goes that comes from there.
    var ways: [Int32: WireWay] = [:]
    var rules: [WireRuleState] = []
    /// No rule is in force.
    var isIdle = true
    var names: WireNames
    var queue = DepartureQueue()
    var stopped: [WireWay: StoppedWay] = [:]
    /// What has come to a way that stands still, in order.
    var detained: [WireWay: [[UInt8]]] = [:]
    var fired: [FiredTrigger] = []
    var verdicts: [WireVerdict] = []
    /// The hosts' addresses → their wires that are in place.
    var wireOfMAC: [MACAddress: Int] = [:]
    /// Frames that the wires' ring had no room for.
    var dropped = 0
    var failure: String?
  }

  /// So many frames at a time, then other threads have their turn.
  private static let turn = 64

  private let state: Mutex<State>
  private let seed: UInt64
  /// Whether the wires remember what passes them.
  private let recalls: Bool
  /// Wakes the thread: what it waits for has changed.
  private let changed: Descriptor
  /// Raised when frames can come, or when they never will.
  private let opened: Descriptor
  /// Raised when there are verdicts.
  private let wake: Descriptor

  /// - Parameters:
  ///   - processor: That of the lab's programs, so that no two processors send what one host sends.
  ///   - recalls: Whether the wires must remember what passes them.
  init(
    cables: [WirePlace], names: WireNames, seed: UInt64, processor: Int, recalls: Bool, wake: Descriptor
  ) throws(SystemCallError) {
    state = Mutex(State(wires: cables.map { Wire(cable: $0) }, names: names))
    self.seed = seed
    self.recalls = recalls
    self.wake = wake
    changed = try Descriptor.event()
    opened = try Descriptor.event()
    _ = try Thread.start { [self] in
      do throws(SystemCallError) {
        try bindToProcessor(processor)
        // Beside the hosts' boots, for which the kernel needs as long.
        let socket = try FrameSocket()
        state.withLock { $0.socket = socket }
        opened.signalEvent()
        try forward(socket)
      } catch {
        state.withLock { $0.failure = error.description }
        opened.signalEvent()
        wake.signalEvent()
      }
    }
  }

  // MARK: From other threads

  /// When this returns every frame from now on is seen.
  func waitUntilOpen() throws(WorldError) {
    try asWorldError { () throws(SystemCallError) in _ = try waitReadable([opened.raw], timeoutNs: nil) }
    if let failure = state.withLock({ $0.failure }) { throw WorldError("the wires stopped: \(failure)") }
  }

  /// Puts a wire's two ends in place, while they are down: at a host's boot.
  func attach(_ cable: WirePlace, mac: MACAddress, hostSide: Int32, fabricSide: Int32) {
    state.withLock { state in
      guard let index = state.wires.firstIndex(where: { $0.cable == cable }) else { return }
      state.queue.forget(wire: index)
      state.stopped = state.stopped.filter { $0.key.wire != index }
      state.wires[index].ends = (hostSide, fabricSide)
      state.wires[index].isOpen = false
      state.wires[index].attachedAtNs = Clock.realtimeNs()
      state.detained = state.detained.filter { $0.key.wire != index }
      state.wireOfMAC[mac] = index
      state.ways = state.ways.filter { $0.value.wire != index }
      state.ways[hostSide] = WireWay(wire: index, isOutbound: true)
      state.ways[fabricSide] = WireWay(wire: index, isOutbound: false)
    }
  }

  /// Lets frames pass to a host, or no more; see `Fabric.open`.
  func setOpen(hostSide: Int32, _ isOpen: Bool) {
    state.withLock { state in
      guard let way = state.ways[hostSide] else { return }
      state.wires[way.wire].isOpen = isOpen
    }
  }

  /// Whether a frame that a host has sent has come to the first wire on its way, if there is one. Those that were sent
  /// before that wire's host has booted count as if they had.
  ///
  /// - Parameter hostSide: Of the sender's own wire; nil where it has none.
  func hasHeard(_ frame: CapturedFrame, hostSide: Int32?) -> Bool {
    state.withLock { state in
      let first =
        hostSide.map { state.ways[$0]?.wire }
        ?? MACAddress(frame.bytes.span, at: 0).flatMap { state.wireOfMAC[$0] }
      guard let first else { return true }
      takeWaiting(&state)
      return frame.timeNs < state.wires[first].attachedAtNs
        || state.wires[first].heard.contains(frame.bytes.span, sentAtNs: frame.timeNs)
    }
  }

  /// Puts a rule in force for what comes from now on; returns its number.
  func add(_ rule: WireRule) -> Int {
    defer { wake.signalEvent() }
    return state.withLock { state in
      takeWaiting(&state)
      let number = state.rules.count
      state.rules.append(WireRuleState(number: number, rule: rule, seed: seed))
      state.isIdle = false
      return number
    }
  }

  /// Takes rules back; what they hold leaves. What has come by now was still under them. Returns how many rules
  /// that were.
  func end(where chosen: (WireRuleState) -> Bool) -> Int {
    defer {
      changed.signalEvent()
      wake.signalEvent()
    }
    return state.withLock { state in
      takeWaiting(&state)
      var numbers: Set<Int> = []
      for index in state.rules.indices where state.rules[index].isActive && chosen(state.rules[index]) {
        state.rules[index].isActive = false
        numbers.insert(index)
      }
      state.isIdle = !state.rules.contains { $0.isActive }
      for entry in state.queue.takeHeld(by: numbers) { send(entry.bytes.span, entry.way, &state) }
      return numbers.count
    }
  }

  /// Lets the packet that a trigger's fault waited for go on, and what is behind it.
  func resume(_ rule: Int) {
    state.withLock { state in
      for (way, stop) in state.stopped where stop.rules.contains(rule) {
        state.stopped[way]?.rules.remove(rule)
        guard stop.rules.count == 1 else { continue }
        state.stopped[way] = nil
        dispatch(stop.departures, holders: stop.holders, way, &state)
        takeDetained(way, &state)
      }
    }
    changed.signalEvent()
  }

  /// The triggers whose packet has come, in order.
  func takeFired() -> [FiredTrigger] {
    state.withLock { state in
      defer { state.fired = [] }
      return state.fired
    }
  }

  /// What is on the wires and will arrive when its time has come.
  func onTheWay() -> [[UInt8]] { state.withLock { $0.queue.timed } }

  func takeVerdicts() -> [WireVerdict] {
    state.withLock { state in
      defer { state.verdicts = [] }
      return state.verdicts
    }
  }

  /// What has passed a host's wire.
  func withMemory<Value: Sendable>(
    of host: String, _ look: (WireMemory) -> Value?
  ) -> Value? {
    state.withLock { state in state.wires.first { $0.cable.host == host }.flatMap { look($0.memory) } }
  }

  /// Puts a frame onto a host's wire, towards the host, past all faults; false where its cable takes none.
  func inject(_ frame: [UInt8], to host: String) -> Bool {
    state.withLock { state in
      guard let index = state.wires.firstIndex(where: { $0.cable.host == host }),
        let ends = state.wires[index].ends, let socket = state.socket
      else { return false }
      // So that what the host answers is named as an answer; nobody sent it, so the memory does not take it in.
      _ = Self.name(frame.span, on: index, atNs: Clock.realtimeNs(), &state)
      return socket.write(frame.span, to: ends.host)
    }
  }

  /// What each rule came to, and what went wrong.
  func account() -> (rules: [WireRuleState], dropped: Int, failure: String?) {
    state.withLock { state in
      state.dropped += state.socket?.takeDrops() ?? 0
      return (state.rules, state.dropped, state.failure)
    }
  }

  // MARK: The thread

  private func forward(_ socket: FrameSocket) throws(SystemCallError) {
    useExactTimers()
    var watched = PollSet([changed.raw, socket.descriptor.raw])
    while true {
      var turn: (count: Int, dueNs: Int64?)
      // What was sent may have come back already, by the answer of a host.
      repeat { turn = takeTurn(socket) } while turn.count > 0
      try watched.wait(timeoutNs: turn.dueNs.map { $0 - Clock.monotonicNs() })
      if watched.isReady(0) { changed.clearEvent() }
    }
  }

  /// Takes what has come and sends what is due.
  ///
  /// - Returns: How many frames came, and when the next one is due.
  private func takeTurn(_ socket: FrameSocket) -> (count: Int, dueNs: Int64?) {
    let (turn, hasNews) = state.withLock { state in
      if state.queue.nextDueNs != nil {
        for entry in state.queue.takeDue(nowNs: Clock.monotonicNs()) {
          send(entry.bytes.span, entry.way, &state)
        }
      }
      let count = takeFrames(atMost: Self.turn, socket, &state)
      return ((count, state.queue.nextDueNs), !state.verdicts.isEmpty || !state.fired.isEmpty)
    }
    if hasNews { wake.signalEvent() }
    return turn
  }

  /// Takes the frames that were sent before the rules change, though the thread has not come to them yet: a capture
  /// has shown them, perhaps, and a step that waited for one of them makes the change.
  private func takeWaiting(_ state: inout State) {
    guard let socket = state.socket else { return }
    _ = takeFrames(atMost: Int(FrameSocket.slots), socket, &state)
  }

  private func takeFrames(atMost limit: Int, _ socket: FrameSocket, _ state: inout State) -> Int {
    var count = 0
    while count < limit, takeNext(socket, &state) { count += 1 }
    return count
  }

  private func takeNext(_ socket: FrameSocket, _ state: inout State) -> Bool {
    socket.takeNext { frame, interface in
      // Of a boot that is over, if it has no way.
      guard let way = state.ways[interface] else { return }
      let atNs = Clock.realtimeNs()
      state.wires[way.wire].heard.note(frame, atNs: atNs)
      bring(frame, to: way, atNs: atNs, &state)
    }
  }

  /// Takes a frame, unless its way stands still.
  ///
  /// - Parameter decoded: What the frame was decoded to on another wire.
  private func bring(
    _ frame: Span<UInt8>, to way: WireWay, decoded: DecodedFrame? = nil, atNs: Int64, _ state: inout State
  ) {
    if state.stopped[way] == nil, state.detained[way] == nil {
      take(frame, way, decoded: decoded, atNs: atNs, &state)
    } else {
      state.detained[way, default: []].append(frame.array)
    }
  }

  /// - Parameter decoded: As in `bring`.
  private func take(
    _ frame: Span<UInt8>, _ way: WireWay, decoded already: DecodedFrame? = nil, atNs: Int64,
    _ state: inout State
  ) {
    let (decoded, label) = Self.name(frame, on: way.wire, decoded: already, atNs: atNs, &state)
    // Named in any case, as a later rule may be about a connection of now.
    if state.isIdle, !recalls, !state.names.mustSeeAll { return send(frame, way, decoded: decoded, &state) }
    judge(frame.array, decoded, label, way, atNs: atNs, &state)
  }

  /// Lets the rules choose a frame, and does to it what they say.
  private func judge(
    _ frame: [UInt8], _ decoded: DecodedFrame, _ label: FrameLabel, _ way: WireWay, atNs: Int64,
    _ state: inout State
  ) {
    let cable = state.wires[way.wire].cable
    // Once for each frame: the names follow it through routers.
    let (from, to) = state.names.ends(of: frame, decoded, on: cable, isOutbound: way.isOutbound)
    var packet = PassingPacket(cable: cable, way: way, label: label, from: from ?? "", to: to ?? "all")
    if case .tcp(let segment) = decoded { packet.payload = segment.payloadLength }
    if recalls { state.wires[way.wire].memory.note(frame, decoded, packet) }
    // Each rule counts all that passes, whatever the others do to it.
    let choosing = state.rules.indices.filter { state.rules[$0].chooses(packet) }
    if choosing.isEmpty { return send(frame.span, way, decoded: decoded, &state) }
    let passage = WirePassage(nowNs: Clock.monotonicNs(), way: way)
    var departures = [WireDeparture(bytes: frame)]
    let holders = Set(choosing.filter { state.rules[$0].holds })
    var deeds: [String] = []
    var isAltered = false
    for index in choosing where !departures.isEmpty {
      let outcomes = departures.map { state.rules[index].act(on: $0, at: passage) }
      let done = outcomes.map(\.verdict).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      departures = outcomes.flatMap(\.departures)
      deeds.append("\(done.joined(separator: ", ")) on \(cable.site)")
      isAltered = isAltered || departures.contains { $0.bytes != frame }
    }
    state.verdicts.append(
      WireVerdict(
        atNs: atNs, frame: frame, departures: departures.map(\.bytes), isAltered: isAltered,
        text: deeds.joined(separator: "; "), rules: choosing))
    let triggers = choosing.filter { state.rules[$0].isTrigger }
    state.fired += triggers.map { FiredTrigger(rule: $0, atNs: atNs) }
    let stopping = triggers.filter { state.rules[$0].choice.name == nil }
    if stopping.isEmpty { return dispatch(departures, holders: holders, way, &state) }
    state.stopped[way] = StoppedWay(rules: Set(stopping), departures: departures, holders: holders)
  }

  /// Sends a packet on, or lets it wait.
  private func dispatch(
    _ departures: [WireDeparture], holders: Set<Int>, _ way: WireWay, _ state: inout State
  ) {
    let nowNs = Clock.monotonicNs()
    // One that held it may have been released while the way was stopped.
    let active = holders.filter { state.rules[$0].isActive }
    for departure in departures {
      let isReleased = departure.release == .held && active.isEmpty
      if isReleased || departure.release == .after(ns: 0) {
        send(departure.bytes.span, way, &state)
      } else {
        state.queue.add(departure, way: way, holders: active, nowNs: nowNs)
      }
    }
  }

  private static func name(
    _ frame: Span<UInt8>, on wire: Int, decoded already: DecodedFrame? = nil, atNs: Int64,
    _ state: inout State
  ) -> (DecodedFrame, FrameLabel) {
    let decoded =
      already
      ?? state.wires[wire].decoder.decode(frame, originalLength: frame.count, linkType: .ethernet)
    state.wires[wire].frameCount += 1
    let label = state.wires[wire].analyzer.observe(
      decoded, number: state.wires[wire].frameCount, timeNs: atNs)
    // The recorder asks its own analyzers for these; here nobody does.
    _ = state.wires[wire].analyzer.takeCorrections()
    _ = state.wires[wire].analyzer.takeFinished()
    return (decoded, label)
  }

  /// - Parameter decoded: As in `bring`.
  private func send(
    _ bytes: Span<UInt8>, _ way: WireWay, decoded: DecodedFrame? = nil, _ state: inout State
  ) {
    guard let ends = state.wires[way.wire].ends, let socket = state.socket else { return }
    // Refused where the cable is pulled behind the wire: lost there, as it would be.
    if !way.isOutbound {
      if state.wires[way.wire].isOpen { _ = socket.write(bytes, to: ends.host) }
    } else if let mac = MACAddress(bytes, at: 0), let other = state.wireOfMAC[mac] {
      // Past the switch.
      let onward = WireWay(wire: other, isOutbound: false)
      bring(bytes, to: onward, decoded: decoded, atNs: Clock.realtimeNs(), &state)
    } else {
      _ = socket.write(bytes, to: ends.fabric)
    }
    for entry in state.queue.takeFollowers(of: way) { send(entry.bytes.span, entry.way, &state) }
  }

  /// Takes what has come meanwhile to a way that goes on, until it stands still again.
  private func takeDetained(_ way: WireWay, _ state: inout State) {
    var waiting = (state.detained[way] ?? [])[...]
    while state.stopped[way] == nil, let frame = waiting.popFirst() {
      take(frame.span, way, atNs: Clock.realtimeNs(), &state)
    }
    state.detained[way] = waiting.isEmpty ? nil : Array(waiting)
  }
}
