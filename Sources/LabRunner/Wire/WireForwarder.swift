internal import Faults
internal import LinuxHost
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
/// A packet that a fault has waited for stops its way: what is behind it stays in the ring, in order and undecided,
/// until the fault is done and `resume` is called.
final class WireForwarder: Sendable {
  private struct Wire: Sendable {
    let cable: WirePlace
    var ends: (host: FrameSocket, fabric: FrameSocket)?
    var decoder = FrameDecoder()
    var analyzer = TrafficAnalyzer()
    var frameCount = 0
    var memory = WireMemory()
  }

  private struct State: Sendable {
    var wires: [Wire]
    var rules: [WireRuleState] = []
    var names: WireNames
    var queue = DepartureQueue()
    var stopped: [WireWay: StoppedWay] = [:]
    /// What another wire has brought to a way that stands still, in order.
    var detained: [WireWay: [[UInt8]]] = [:]
    /// A way has stopped or opened, or a wire has other ends, since the thread has looked.
    var waysChanged = true
    var fired: [FiredTrigger] = []
    var verdicts: [WireVerdict] = []
    /// The hosts' addresses → their wires that are in place.
    var wireOfMAC: [MACAddress: Int] = [:]
    /// Frames that a wire's ring had no room for.
    var dropped = 0
    var failure: String?
    /// No rule is in force.
    var isIdle: Bool { !rules.contains { $0.isActive } }
  }

  /// So many frames of one end at a time, then the others have their turn.
  private static let turn = 64

  private let state: Mutex<State>
  private let seed: UInt64
  /// Whether the wires remember what passes them.
  private let recalls: Bool
  /// Wakes the thread: a wire or a rule has changed.
  private let changed: Descriptor
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
    _ = try Thread.start { [self] in
      do throws(SystemCallError) {
        try bindToProcessor(processor)
        try forward()
      } catch {
        state.withLock { $0.failure = error.description }
        wake.signalEvent()
      }
    }
  }

  // MARK: From other threads

  /// Puts a wire's two ends in place: at a host's boot.
  func attach(_ cable: WirePlace, mac: MACAddress, hostSide: FrameSocket, fabricSide: FrameSocket) {
    state.withLock { state in
      guard let index = state.wires.firstIndex(where: { $0.cable == cable }) else { return }
      state.queue.forget(wire: index)
      state.stopped = state.stopped.filter { $0.key.wire != index }
      state.wires[index].ends = (hostSide, fabricSide)
      state.detained = state.detained.filter { $0.key.wire != index }
      state.wireOfMAC[mac] = index
      state.waysChanged = true
    }
    changed.signalEvent()
  }

  /// Puts a rule in force; returns its number.
  func add(_ rule: WireRule) -> Int {
    state.withLock { state in
      let number = state.rules.count
      state.rules.append(WireRuleState(number: number, rule: rule, seed: seed))
      return number
    }
  }

  /// Takes rules back; what they hold leaves. Returns how many rules that were.
  func end(where chosen: (WireRuleState) -> Bool) -> Int {
    defer { changed.signalEvent() }
    return state.withLock { state in
      var numbers: Set<Int> = []
      for index in state.rules.indices where state.rules[index].isActive && chosen(state.rules[index]) {
        state.rules[index].isActive = false
        numbers.insert(index)
      }
      for entry in state.queue.takeHeld(by: numbers) { send(entry.bytes, entry.way, &state) }
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
        state.waysChanged = true
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
        let ends = state.wires[index].ends
      else { return false }
      // So that what the host answers is named as an answer; nobody sent it, so the memory does not take it in.
      _ = Self.name(frame, on: index, atNs: Clock.realtimeNs(), &state)
      return ends.host.write(frame)
    }
  }

  /// What each rule came to, and what went wrong.
  func account() -> (rules: [WireRuleState], dropped: Int, failure: String?) {
    state.withLock { state in
      for wire in state.wires {
        guard let ends = wire.ends else { continue }
        state.dropped += ends.host.takeDrops() + ends.fabric.takeDrops()
      }
      return (state.rules, state.dropped, state.failure)
    }
  }

  // MARK: The thread

  private func forward() throws(SystemCallError) {
    useExactTimers()
    var ends: [FrameSocket] = []
    var watched = PollSet([changed.raw])
    while true {
      var turn: Turn
      // What was sent may have come back already, by the answer of a host.
      repeat {
        turn = turnAll()
        // A way that stands still is not waited for: what is behind it makes it readable all the time.
        if let open = turn.newlyOpen {
          ends = open
          watched = PollSet([changed.raw] + ends.map(\.descriptor.raw))
        }
      } while turn.count > 0
      try watched.wait(timeoutNs: turn.dueNs.map { $0 - Clock.monotonicNs() })
      if watched.isReady(0) { changed.clearEvent() }
      for (index, end) in ends.enumerated() where watched.hasError(index + 1) { end.clearError() }
    }
  }

  /// What one look at all wires came to.
  private struct Turn {
    /// How many frames came.
    var count = 0
    /// When the next one is due.
    var dueNs: Int64?
    /// Where frames come from that may go on, where that has changed.
    var newlyOpen: [FrameSocket]?
  }

  /// Takes what has come and sends what is due.
  private func turnAll() -> Turn {
    let (turn, hasNews) = state.withLock { state in
      if state.queue.nextDueNs != nil {
        for entry in state.queue.takeDue(nowNs: Clock.monotonicNs()) { send(entry.bytes, entry.way, &state) }
      }
      var count = 0
      for index in state.wires.indices {
        guard let ends = state.wires[index].ends else { continue }
        count += takeTurn(ends.host, WireWay(wire: index, isOutbound: true), &state)
        count += takeTurn(ends.fabric, WireWay(wire: index, isOutbound: false), &state)
      }
      var turn = Turn(count: count, dueNs: state.queue.nextDueNs)
      if state.waysChanged {
        state.waysChanged = false
        turn.newlyOpen = Self.openEnds(state)
      }
      return (turn, !state.verdicts.isEmpty || !state.fired.isEmpty)
    }
    if hasNews { wake.signalEvent() }
    return turn
  }

  /// Where frames come from that may go on.
  private static func openEnds(_ state: State) -> [FrameSocket] {
    var open: [FrameSocket] = []
    for (index, wire) in state.wires.enumerated() {
      guard let ends = wire.ends else { continue }
      if state.stopped[WireWay(wire: index, isOutbound: true)] == nil { open.append(ends.host) }
      if state.stopped[WireWay(wire: index, isOutbound: false)] == nil { open.append(ends.fabric) }
    }
    return open
  }

  private func takeTurn(_ end: FrameSocket, _ way: WireWay, _ state: inout State) -> Int {
    for count in 0..<Self.turn {
      guard state.stopped[way] == nil, let frame = end.read() else { return count }
      take(frame, way, &state)
    }
    return Self.turn
  }

  /// - Parameter decoded: What the frame was decoded to on another wire.
  private func take(
    _ frame: [UInt8], _ way: WireWay, decoded already: DecodedFrame? = nil, _ state: inout State
  ) {
    let atNs = Clock.realtimeNs()
    let (decoded, label) = Self.name(frame, on: way.wire, decoded: already, atNs: atNs, &state)
    if recalls {
      let (from, to) = state.names.ends(
        of: frame, decoded, on: state.wires[way.wire].cable, isOutbound: way.isOutbound)
      state.wires[way.wire].memory.note(
        frame, decoded, label, from: from ?? "", to: to ?? "all", isOutbound: way.isOutbound)
    }
    // Each rule counts all that passes, whatever the others do to it.
    let choosing = choosing(frame, decoded, label, way, &state)
    if choosing.isEmpty { return send(frame, way, decoded: decoded, &state) }
    let passage = WirePassage(nowNs: Clock.monotonicNs(), wire: way.wire, isOutbound: way.isOutbound)
    var departures = [WireDeparture(bytes: frame)]
    let holders = Set(choosing.filter { state.rules[$0].holds })
    for index in choosing where !departures.isEmpty {
      let outcomes = departures.map { state.rules[index].act(on: $0, at: passage) }
      let done = outcomes.map(\.verdict).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      departures = outcomes.flatMap(\.departures)
      state.verdicts.append(
        WireVerdict(
          atNs: atNs, frame: frame, departures: departures.map(\.bytes),
          text: "\(done.joined(separator: ", ")) on \(state.wires[way.wire].cable.site)"))
    }
    let triggers = choosing.filter { state.rules[$0].isTrigger }
    state.fired += triggers.map { FiredTrigger(rule: $0, atNs: atNs) }
    let stopping = triggers.filter { state.rules[$0].choice.name == nil }
    if stopping.isEmpty { return dispatch(departures, holders: holders, way, &state) }
    state.stopped[way] = StoppedWay(rules: Set(stopping), departures: departures, holders: holders)
    state.waysChanged = true
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
        send(departure.bytes, way, &state)
      } else {
        state.queue.add(departure, way: way, holders: active, nowNs: nowNs)
      }
    }
  }

  private static func name(
    _ frame: [UInt8], on wire: Int, decoded already: DecodedFrame? = nil, atNs: Int64, _ state: inout State
  ) -> (DecodedFrame, FrameLabel) {
    let decoded =
      already
      ?? state.wires[wire].decoder.decode(frame.span, originalLength: frame.count, linkType: .ethernet)
    state.wires[wire].frameCount += 1
    let label = state.wires[wire].analyzer.observe(
      decoded, number: state.wires[wire].frameCount, timeNs: atNs)
    _ = state.wires[wire].analyzer.takeCorrections()
    return (decoded, label)
  }

  /// The rules that choose a frame, by their places.
  private func choosing(
    _ frame: [UInt8], _ decoded: DecodedFrame, _ label: FrameLabel, _ way: WireWay, _ state: inout State
  ) -> [Int] {
    if state.isIdle, !state.names.mustSeeAll { return [] }
    let cable = state.wires[way.wire].cable
    let (from, to) = state.names.ends(of: frame, decoded, on: cable, isOutbound: way.isOutbound)
    var packet = PassingPacket(cable: cable, way: way, label: label, from: from ?? "", to: to ?? "all")
    if case .tcp(let segment) = decoded { packet.payload = segment.payloadLength }
    return state.rules.indices.filter { state.rules[$0].chooses(packet) }
  }

  /// - Parameter decoded: As in `take`.
  private func send(_ bytes: [UInt8], _ way: WireWay, decoded: DecodedFrame? = nil, _ state: inout State) {
    guard let ends = state.wires[way.wire].ends else { return }
    // Refused where the cable is pulled behind the wire: lost there, as it would be.
    if !way.isOutbound {
      _ = ends.host.write(bytes)
    } else if let mac = MACAddress(bytes.span, at: 0), let other = state.wireOfMAC[mac] {
      hand(bytes, to: WireWay(wire: other, isOutbound: false), decoded: decoded, &state)
    } else {
      _ = ends.fabric.write(bytes)
    }
    for entry in state.queue.takeFollowers(of: way) { send(entry.bytes, entry.way, &state) }
  }

  /// Takes a frame that has come from another wire, past the switch.
  private func hand(_ frame: [UInt8], to way: WireWay, decoded: DecodedFrame?, _ state: inout State) {
    if state.stopped[way] == nil, state.detained[way] == nil {
      take(frame, way, decoded: decoded, &state)
    } else {
      state.detained[way, default: []].append(frame)
    }
  }

  /// Takes what has come meanwhile to a way that goes on, until it stands still again.
  private func takeDetained(_ way: WireWay, _ state: inout State) {
    var waiting = (state.detained[way] ?? [])[...]
    while state.stopped[way] == nil, let frame = waiting.popFirst() { take(frame, way, &state) }
    state.detained[way] = waiting.isEmpty ? nil : Array(waiting)
  }
}
