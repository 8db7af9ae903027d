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
}
