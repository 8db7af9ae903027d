import Evidence
import Testing

@testable import LabRunner

@Suite("The machine's own delays")
struct SchedulingWatchTests {
  @Test("Delays that overlap are one, so that no time is an excuse twice")
  func joined() {
    func delay(_ from: Int64, _ to: Int64) -> SchedulingDelay {
      SchedulingDelay(endedAtNs: to, ns: to - from)
    }
    // Rules out a sum of delays that is longer than the time in which they were.
    let delays = SchedulingWatch.joined([
      delay(50, 80), delay(0, 30), delay(10, 20), delay(25, 40), delay(80, 90),
    ])
    #expect(delays == [delay(0, 40), delay(50, 80), delay(80, 90)])
  }
}
