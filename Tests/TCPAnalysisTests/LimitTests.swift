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
          for (index, timeNs) in [first, first, second, third, second].enumerated() {
            let isAck = index == 0
            var segment = TCPSegment(
              source: IPAddress(ipv4: isAck ? 2 : 1), destination: IPAddress(ipv4: isAck ? 1 : 2),
              sourcePort: 9, destinationPort: 9, sequence: SequenceNumber(isAck ? 50 : 1000),
              acknowledgment: SequenceNumber(isAck ? 900 : 50), flags: .ack, window: 500,
              payloadLength: isAck ? 0 : 100)
            segment.payloadHash = isAck ? 0 : 7
            let label = analyzer.observe(segment, number: index + 1, timeNs: timeNs)
            #expect(!label.why.isEmpty)
          }
          #expect(analyzer.finish().count == 1)
        }
      }
    }
  }
}
