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

  /// Opens connections on other ports, which is when those that are over are looked for.
  private static let others = """
    +0.1 C > S syn port 50000 seq 0:0
    +0.1 C > S syn port 50001 seq 0:0
    +0.1 C > S syn port 50002 seq 0:0
    """

  private static let open = """
    +0 C > S syn
    +0.010 S > C syn ack
    +0.0001 C > S .

    """

  @Test("A FIN that nobody acknowledged belongs to its connection a minute and a half later")
  func patientFin() {
    // Rules out a connection without a beginning: both ends had closed, so this one was forgotten after 60 s.
    var flow = FlowNotation()
    flow.play(
      Self.open + """
        +1 C > S fin
        +0.010 S > C fin
        +0.210 S > C fin seq 1:1
        +0.420 S > C fin seq 1:1
        +61 \(Self.others.dropFirst(5))
        """)
    let late = flow.play("+30 S > C fin seq 1:1\n+0.1 C > S . ack 2")
    #expect(late.map(\.short) == ["fin retransmission timeout", "ack"])
    #expect(late.allSatisfy { $0.connection == 1 })
    #expect(flow.analyzer.takeFinished().isEmpty)
    flow.play("+61 C > S syn port 50003 seq 0:0\n+0 C > S syn port 50004 seq 0:0")
    #expect(flow.analyzer.takeFinished().map(\.id) == [1], "its FINs are acknowledged and TIME-WAIT is over")
  }

  @Test("An end that goes on a minute after a RST in its name has not sent it")
  func patientAfterReset() {
    // Rules out that the RST keeps its cause because the connection was forgotten meanwhile.
    var flow = FlowNotation()
    flow.play(
      Self.open + """
        +1 S > C rst ack
        +61 \(Self.others.dropFirst(5))
        """)
    let late = flow.play("+1 S > C data len 10")
    #expect(late[0].connection == 1)
    #expect(flow.labels[3].short == "reset firewall")
    flow.play("+1 S > C rst ack seq 11:11\n+241 C > S syn port 50003 seq 0:0")
    flow.play("+0 C > S syn port 50004 seq 0:0")
    #expect(flow.analyzer.takeFinished().map(\.id) == [1])
  }

  @Test("Times that jump over their whole range trap nothing")
  func jumpingClock() {
    // Found by FuzzAnalysis: a pcapng says any 64 bits; a pause of minus 2^63 ns could not be doubled.
    let times: [Int64] = [.min, .min + 1, -1, 0, 1, .max / 2, .max - 1, .max]
    for first in times {
      for second in times {
        for third in times {
          var analyzer = TrafficAnalyzer(limits: TrafficAnalyzer.Limits(connections: 1))
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
