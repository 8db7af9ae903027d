import Evidence
import Testing

@testable import LabRunner

@Suite("The machine's own delays")
struct SchedulingWatchTests {
  static func delay(_ from: Int64, _ to: Int64) -> SchedulingDelay {
    SchedulingDelay(endedAtNs: to, ns: to - from)
  }

  static func log(limit: Int = 1000, _ delays: [SchedulingDelay]) -> [SchedulingDelay] {
    var log = DelayLog(limit: limit)
    for delay in delays { log.note(delay) }
    return log.delays
  }

  @Test("Delays that overlap are one, so that no time is an excuse twice")
  func joined() {
    // Rules out a sum of delays that is longer than the time in which they were.
    let delays = [
      Self.delay(50, 80), Self.delay(0, 30), Self.delay(10, 20), Self.delay(25, 40), Self.delay(80, 90),
    ]
    #expect(Self.log(delays) == [Self.delay(0, 40), Self.delay(50, 80), Self.delay(80, 90)])
    #expect(Self.log(delays + [Self.delay(35, 85)]) == [Self.delay(0, 90)])
  }

  @Test("However many there were, the latest is known")
  func bounded() {
    // Rules out a machine that stands still for seconds, unseen, because it was late a thousand times before.
    let short = (0..<1100).map { Self.delay($0 * 100, $0 * 100 + 30) }
    let long = Self.delay(200_000, 3_200_000)
    let delays = Self.log(short + [long])
    #expect(delays.count == 1000)
    #expect(delays.last == long)
    // None of them is forgotten: the first ones are parts of longer ones.
    #expect(delays.reduce(0) { $0 + $1.ns } >= (short + [long]).reduce(0) { $0 + $1.ns })
  }

  @Test("When there is no room, the two with the least between them become one")
  func closest() {
    // Rules out an excuse for a time in which the machine was not late, where less of one would do.
    let delays = [Self.delay(0, 10), Self.delay(40, 50), Self.delay(55, 60), Self.delay(90, 95)]
    #expect(Self.log(limit: 3, delays) == [Self.delay(0, 10), Self.delay(40, 60), Self.delay(90, 95)])
  }
}
