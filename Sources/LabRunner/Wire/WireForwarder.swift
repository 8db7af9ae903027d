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
  }

  private struct State: Sendable {
    var wires: [Wire]
    var rules: [WireRuleState] = []
    var names: WireNames
    var queue = DepartureQueue()
    var stopped: [WireWay: StoppedWay] = [:]
    var fired: [FiredTrigger] = []
    var verdicts: [WireVerdict] = []
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
  /// Wakes the thread: a wire or a rule has changed.
  private let changed: Descriptor
  /// Raised when there are verdicts.
  private let wake: Descriptor

  init(cables: [WirePlace], names: WireNames, seed: UInt64, wake: Descriptor) throws(SystemCallError) {
    state = Mutex(State(wires: cables.map { Wire(cable: $0) }, names: names))
    self.seed = seed
    self.wake = wake
    changed = try Descriptor.event()
    _ = try Thread.start { [self] in forward() }
  }

  // MARK: From other threads

  /// Puts a wire's two ends in place: at a host's boot.
  func attach(_ cable: WirePlace, hostSide: FrameSocket, fabricSide: FrameSocket) {
    state.withLock { state in
      guard let index = state.wires.firstIndex(where: { $0.cable == cable }) else { return }
      state.queue.forget(wire: index)
      state.stopped = state.stopped.filter { $0.key.wire != index }
      state.wires[index].ends = (hostSide, fabricSide)
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
      for entry in state.queue.takeHeld(by: numbers) { Self.send(entry.bytes, entry.way, &state) }
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
        Self.dispatch(stop.departures, holder: stop.holder, way, &state)
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

  func takeVerdicts() -> [WireVerdict] {
    state.withLock { state in
      defer { state.verdicts = [] }
      return state.verdicts
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

  private func forward() {
    useExactTimers()
    while true {
      let (ends, dueNs) = state.withLock { state in (Self.openEnds(state), state.queue.nextDueNs) }
      let watched = [changed.raw] + ends.map(\.descriptor.raw)
      do throws(SystemCallError) {
        _ = try waitReadable(watched, timeoutNs: dueNs.map { $0 - Clock.monotonicNs() })
      } catch {
        state.withLock { $0.failure = error.description }
        wake.signalEvent()
        return
      }
      changed.clearEvent()
      if turnAll() { wake.signalEvent() }
    }
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

  /// Takes what has come and sends what is due; returns whether there is something to tell.
  private func turnAll() -> Bool {
    state.withLock { state in
      for entry in state.queue.takeDue(nowNs: Clock.monotonicNs()) {
        Self.send(entry.bytes, entry.way, &state)
      }
      for index in state.wires.indices {
        guard let ends = state.wires[index].ends else { continue }
        takeTurn(ends.host, WireWay(wire: index, isOutbound: true), &state)
        takeTurn(ends.fabric, WireWay(wire: index, isOutbound: false), &state)
      }
      return !state.verdicts.isEmpty || !state.fired.isEmpty
    }
  }

  private func takeTurn(_ end: FrameSocket, _ way: WireWay, _ state: inout State) {
    for count in 0..<Self.turn where state.stopped[way] == nil {
      guard let frame = end.read() else {
        if count == 0 { end.clearError() }
        return
      }
      take(frame, way, &state)
    }
  }

  private func take(_ frame: [UInt8], _ way: WireWay, _ state: inout State) {
    let atNs = Clock.realtimeNs()
    let decoded = state.wires[way.wire].decoder.decode(
      frame.span, originalLength: frame.count, linkType: .ethernet)
    state.wires[way.wire].frameCount += 1
    let label = state.wires[way.wire].analyzer.observe(
      decoded, number: state.wires[way.wire].frameCount, timeNs: atNs)
    _ = state.wires[way.wire].analyzer.takeCorrections()
    // Each rule counts all that passes, whatever the others do to it.
    let choosing = choosing(frame, decoded, label, way, &state)
    if choosing.isEmpty { return Self.send(frame, way, &state) }
    var departures = [WireDeparture(bytes: frame)]
    var holder = -1
    for index in choosing where !departures.isEmpty {
      departures = departures.flatMap { state.rules[index].act(on: $0) }
      if holder < 0, departures.contains(where: { $0.release == .held }) { holder = index }
      state.verdicts.append(
        WireVerdict(
          atNs: atNs, frame: frame, departures: departures.map(\.bytes),
          text: "\(state.rules[index].verdict) on \(state.wires[way.wire].cable.site)"))
    }
    let triggers = choosing.filter { state.rules[$0].isTrigger }
    state.fired += triggers.map { FiredTrigger(rule: $0, atNs: atNs) }
    let stopping = triggers.filter { state.rules[$0].choice.name == nil }
    if stopping.isEmpty { return Self.dispatch(departures, holder: holder, way, &state) }
    state.stopped[way] = StoppedWay(rules: Set(stopping), departures: departures, holder: holder)
  }

  /// Sends a packet on, or lets it wait.
  private static func dispatch(
    _ departures: [WireDeparture], holder: Int, _ way: WireWay, _ state: inout State
  ) {
    let nowNs = Clock.monotonicNs()
    for departure in departures {
      // The one that held it may have been released while the way was stopped.
      let isReleased = departure.release == .held && holder >= 0 && !state.rules[holder].isActive
      if isReleased || departure.release == .after(ns: 0) {
        send(departure.bytes, way, &state)
      } else {
        state.queue.add(departure, way: way, rule: holder, nowNs: nowNs)
      }
    }
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

  private static func send(_ bytes: [UInt8], _ way: WireWay, _ state: inout State) {
    guard let ends = state.wires[way.wire].ends else { return }
    // Refused where the cable is pulled behind the wire: lost there, as it would be.
    _ = (way.isOutbound ? ends.fabric : ends.host).write(bytes)
    for entry in state.queue.takeFollowers(of: way) { send(entry.bytes, way, &state) }
  }
}
