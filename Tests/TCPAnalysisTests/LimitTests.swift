import Testing
import WireFormat

@testable import TCPAnalysis

@Suite("Bounds on memory")
struct LimitTests {
  @Test("A connection whose slot is taken by its successor is neither lost nor counted twice")
  func reopenedWhenFull() {
    // Found by FuzzAnalysis: with every slot taken, the new connection could get the slot of the very one that it
    // followed, stood in no table then, and its frames were counted nowhere.
    for limit in 1...3 {
      var flow = FlowNotation()
      flow.analyzer = TrafficAnalyzer(limits: TrafficAnalyzer.Limits(connections: limit))
      for round in 0..<8 {
        for port in 0..<4 {
          flow.play(
            """
            +0.1 C > S syn port \(40000 + port) seq \(round * 90_000):\(round * 90_000)
            +0.1 S > C rst ack port \(40000 + port)
            """)
        }
        flow.play("+0.1 C > S syn port 40000 seq \(round * 90_000 + 500):\(round * 90_000 + 500)")
      }
      let summaries = flow.analyzer.finish()
      #expect(summaries.count == flow.analyzer.connectionCount, "\(limit) slots")
      #expect(Set(summaries.map(\.id)).count == summaries.count, "\(limit) slots")
      let frames = summaries.reduce(0) { $0 + $1.clientCounts.frames + $1.serverCounts.frames }
      #expect(frames == flow.labels.count, "\(limit) slots")
    }
  }

  @Test("Times that jump over their whole range trap nothing")
  func jumpingClock() {
    // Found by FuzzAnalysis: a pcapng says any 64 bits; a pause of minus 2^63 ns could not be doubled.
    let times: [Int64] = [.min, .min + 1, -1, 0, 1, .max / 2, .max - 1, .max]
    for first in times {
      for second in times {
        for third in times {
          var analyzer = TrafficAnalyzer()
          // Both ends send the same bytes three times, and neither acknowledges any.
          for (index, timeNs) in [first, first, second, second, third, third].enumerated() {
            let isClient = index % 2 == 0
            var segment = TCPSegment(
              source: IPAddress(ipv4: isClient ? 1 : 2), destination: IPAddress(ipv4: isClient ? 2 : 1),
              sourcePort: 9, destinationPort: 9, sequence: SequenceNumber(isClient ? 1000 : 50),
              acknowledgment: SequenceNumber(isClient ? 50 : 1000), flags: .ack, window: 500,
              payloadLength: 100)
            segment.payloadHash = 7
            segment.identification = UInt16(100 + 2000 * index)
            let label = analyzer.observe(segment, number: index + 1, timeNs: timeNs)
            #expect(!label.why.isEmpty)
          }
          #expect(analyzer.finish().count == 1)
        }
      }
    }
  }
}
