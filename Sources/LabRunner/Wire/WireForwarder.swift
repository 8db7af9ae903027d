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
final class WireForwarder: Sendable {
  private struct Wire: Sendable {
    let host: String
    var ends: (host: FrameSocket, fabric: FrameSocket)?
    var decoder = FrameDecoder()
    var analyzer = TrafficAnalyzer()
    var frameCount = 0
  }

  private struct State: Sendable {
    var wires: [Wire]
    var rules: [WireRuleState] = []
    var queue = DepartureQueue()
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
  private let names: FrameNames
  private let seed: UInt64
  /// Wakes the thread: a wire or a rule has changed.
  private let changed: Descriptor
  /// Raised when there are verdicts.
  private let wake: Descriptor

  /// - Parameter processor: That of the lab's programs, so that no two processors send what one host sends.
  init(hosts: [String], names: FrameNames, seed: UInt64, processor: Int, wake: Descriptor)
    throws(SystemCallError)
  {
    state = Mutex(State(wires: hosts.map { Wire(host: $0) }))
    self.names = names
    self.seed = seed
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
  func attach(_ host: String, mac: MACAddress, hostSide: FrameSocket, fabricSide: FrameSocket) {
    state.withLock { state in
      guard let index = state.wires.firstIndex(where: { $0.host == host }) else { return }
      state.queue.forget(wire: index)
      state.wires[index].ends = (hostSide, fabricSide)
      state.wireOfMAC[mac] = index
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

  private func forward() throws(SystemCallError) {
    useExactTimers()
    var ends: [FrameSocket] = []
    var watched = PollSet([changed.raw])
    while true {
      var turn = turnAll()
      // What was sent may have come back already, by the answer of a host.
      while turn.count > 0 { turn = turnAll() }
      try watched.wait(timeoutNs: turn.dueNs.map { $0 - Clock.monotonicNs() })
      if watched.isReady(0) {
        changed.clearEvent()
        ends = state.withLock { $0.wires.flatMap { wire in wire.ends.map { [$0.host, $0.fabric] } ?? [] } }
        watched = PollSet([changed.raw] + ends.map(\.descriptor.raw))
      } else {
        for (index, end) in ends.enumerated() where watched.hasError(index + 1) { end.clearError() }
      }
    }
  }

  /// Takes what has come and sends what is due; returns how many frames came, and when the next one is due.
  private func turnAll() -> (count: Int, dueNs: Int64?) {
    let (count, dueNs, hasVerdicts) = state.withLock { state in
      if state.queue.nextDueNs != nil {
        for entry in state.queue.takeDue(nowNs: Clock.monotonicNs()) { send(entry.bytes, entry.way, &state) }
      }
      var count = 0
      for index in state.wires.indices {
        guard let ends = state.wires[index].ends else { continue }
        count += takeTurn(ends.host, WireWay(wire: index, isOutbound: true), &state)
        count += takeTurn(ends.fabric, WireWay(wire: index, isOutbound: false), &state)
      }
      return (count, state.queue.nextDueNs, !state.verdicts.isEmpty)
    }
    if hasVerdicts { wake.signalEvent() }
    return (count, dueNs)
  }

  private func takeTurn(_ end: FrameSocket, _ way: WireWay, _ state: inout State) -> Int {
    for count in 0..<Self.turn {
      guard let frame = end.read() else { return count }
      take(frame, way, &state)
    }
    return Self.turn
  }

  /// - Parameter decoded: What the frame was decoded to on another wire.
  private func take(
    _ frame: [UInt8], _ way: WireWay, decoded already: DecodedFrame? = nil, _ state: inout State
  ) {
    let atNs = Clock.realtimeNs()
    let decoded =
      already
      ?? state.wires[way.wire].decoder.decode(
        frame.span, originalLength: frame.count, linkType: .ethernet)
    state.wires[way.wire].frameCount += 1
    let label = state.wires[way.wire].analyzer.observe(
      decoded, number: state.wires[way.wire].frameCount, timeNs: atNs)
    _ = state.wires[way.wire].analyzer.takeCorrections()
    // Each rule counts all that passes, whatever the others do to it.
    let choosing = state.isIdle ? [] : choosing(frame, decoded, label, way, &state)
    if choosing.isEmpty { return send(frame, way, decoded: decoded, &state) }
    var departures = [WireDeparture(bytes: frame)]
    var rule = -1
    for index in choosing where !departures.isEmpty {
      rule = index
      departures = departures.flatMap { state.rules[index].act(on: $0) }
      state.verdicts.append(
        WireVerdict(
          atNs: atNs, frame: frame, departures: departures.map(\.bytes),
          text: "\(state.rules[index].verdict) on the wire of \(state.wires[way.wire].host)"))
    }
    for departure in departures {
      if departure.release == .after(ns: 0) {
        send(departure.bytes, way, &state)
      } else {
        state.queue.add(departure, way: way, rule: rule, nowNs: Clock.monotonicNs())
      }
    }
  }

  /// The rules that choose a frame, by their places.
  private func choosing(
    _ frame: [UInt8], _ decoded: DecodedFrame, _ label: FrameLabel, _ way: WireWay, _ state: inout State
  ) -> [Int] {
    var payload: Int?
    if case .tcp(let segment) = decoded { payload = segment.payloadLength }
    let (from, to) = names.ends(of: frame)
    return state.rules.indices.filter {
      state.rules[$0].chooses(label, from: from ?? "", to: to ?? "all", payload: payload, way: way)
    }
  }

  /// - Parameter decoded: As in `take`.
  private func send(_ bytes: [UInt8], _ way: WireWay, decoded: DecodedFrame? = nil, _ state: inout State) {
    guard let ends = state.wires[way.wire].ends else { return }
    // Refused where the cable is pulled behind the wire: lost there, as it would be.
    if !way.isOutbound {
      _ = ends.host.write(bytes)
    } else if let mac = MACAddress(bytes.span, at: 0), let other = state.wireOfMAC[mac] {
      take(bytes, WireWay(wire: other, isOutbound: false), decoded: decoded, &state)
    } else {
      _ = ends.fabric.write(bytes)
    }
    for entry in state.queue.takeFollowers(of: way) { send(entry.bytes, entry.way, &state) }
  }
}
