/// Looks for a number that no run comes to, in a record that may come from anywhere.
///
/// What it lets through can be subtracted (times) and added up (counts) without a look at each sum.
struct NumberCheck {
  /// 146 years from 1970, before and after: the distance of any two is a number.
  private static let latestNs: Int64 = (1 << 62) - 1
  private static let greatestCount: Int64 = 1 << 40

  /// The first that was found, as a sentence.
  private(set) var problem: String?

  init(_ record: RunRecord) {
    check(record)
    for (index, host) in record.hosts.enumerated() {
      for counters in [host.counters, host.countersUnplugged, host.countersAtTheCable] {
        count(counters, "hosts[\(index)]")
      }
    }
    for (index, packet) in record.packets.enumerated() {
      time([packet.sentAtNs, packet.arrivedAtNs], "packets[\(index)]")
      count([packet.copies], "packets[\(index)]")
    }
    for (index, call) in record.calls.enumerated() {
      time([call.startedAtNs, call.endedAtNs], "calls[\(index)]")
    }
    for (index, state) in record.states.enumerated() { time([state.atNs], "states[\(index)]") }
  }

  /// What a record has few of.
  private mutating func check(_ record: RunRecord) {
    time([record.startedAtNs, record.endedAtNs, record.clockSteppedNs], "the run")
    for (index, process) in record.processes.enumerated() {
      time([process.startedAtNs, process.exitedAtNs], "processes[\(index)]")
    }
    for (index, step) in record.steps.enumerated() {
      time([step.startedAtNs, step.endedAtNs], "steps[\(index)]")
      for host in (step.counters ?? [:]).keys.sorted() { count(step.counters?[host], "steps[\(index)]") }
    }
    for (index, fault) in record.faults.enumerated() {
      let trigger = fault.trigger
      time([fault.appliedAtNs, fault.provenAtNs, trigger?.armedAtNs, trigger?.firedAtNs], "faults[\(index)]")
      count([fault.chosenPackets], "faults[\(index)]")
    }
    for (index, capture) in record.captures.enumerated() {
      count([capture.frames, capture.droppedByKernel, capture.droppedByInterface], "captures[\(index)]")
    }
    for (index, delay) in (record.schedulingDelays ?? []).enumerated() {
      time([delay.endedAtNs, delay.ns], "schedulingDelays[\(index)]")
    }
  }

  private mutating func time(_ times: [Int64?], _ place: @autoclosure () -> String) {
    for case let ns? in times where problem == nil && ns.magnitude > Self.latestNs.magnitude {
      problem = "\(place()) has the time \(ns) ns, and no run is so far from 1970"
    }
  }

  private mutating func count(_ counts: [Int?], _ place: @autoclosure () -> String) {
    for case let count? in counts where problem == nil && count.magnitude > Self.greatestCount.magnitude {
      problem = "\(place()) counts \(count), and no run counts so much"
    }
  }

  private mutating func count(_ counters: [String: Int64]?, _ place: @autoclosure () -> String) {
    guard problem == nil,
      let (name, count) = counters?.filter({ $0.value.magnitude > Self.greatestCount.magnitude })
        .min(by: { $0.key < $1.key })
    else { return }
    problem = "\(place()) counts \(count) under \(name), and no run counts so much"
  }
}
