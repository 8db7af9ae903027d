import Evidence
import LabModel
import LinuxHost
import Synchronization
import Testing

@testable import LabRunner

@Suite("A clock that is set during a run")
struct ClockStepTests {
  private static func problems(steppedNs: Int64) -> [String] {
    let recorder = Recorder(
      record: RunRecord(
        lab: "lab", variant: nil, title: "", labFile: "", labText: "", kernel: "", seed: 1, startedAtNs: 1,
        endedAtNs: 0), lab: Lab(name: "lab", file: "", title: ""))
    recorder.set(endNs: 2, clockSteppedNs: steppedNs)
    return recorder.record.problems
  }

  @Test("A step of a second makes the run inconclusive, in either direction", arguments: [1, -1] as [Int64])
  func step(seconds: Int64) {
    // Rules out times between two packets that are not the time between them.
    let problems = Self.problems(steppedNs: seconds * 1_000_000_000)
    #expect(problems.count == 1)
    #expect(problems.first?.contains("clock was set by \(seconds)s") == true, "\(problems)")
  }

  @Test("The steady correction of a clock is no step", arguments: [0, 1_000_000, -1_000_000] as [Int64])
  func correction(ns: Int64) {
    // Rules out runs that are inconclusive on every machine with NTP.
    #expect(Self.problems(steppedNs: ns).isEmpty)
  }

  @Test("A processor that runs something else between two readings is no step")
  func preemption() throws {
    // Rules out runs that are inconclusive because the machine is busy: read one after the other, the clocks were
    // milliseconds apart then.
    let isOver = Atomic<Bool>(false)
    let busy = try (0..<8).map { _ in
      try LinuxHost.Thread.start { while !isOver.load(ordering: .relaxed) {} }
    }
    let before = Clock.realtimeLeadNs()
    let endNs = Clock.monotonicNs() + 500_000_000
    var furthestNs: Int64 = 0
    while Clock.monotonicNs() < endNs {
      furthestNs = max(furthestNs, Int64((Clock.realtimeLeadNs() - before).magnitude))
    }
    isOver.store(true, ordering: .relaxed)
    for thread in busy { thread.join() }
    #expect(furthestNs < 1_000_000)
  }
}
