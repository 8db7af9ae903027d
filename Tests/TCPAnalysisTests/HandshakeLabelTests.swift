import Testing
import WireFormat

@testable import TCPAnalysis

@Suite("Labels of opening and closing (RFC 9293 §3.5, §3.6)")
struct HandshakeLabelTests {
  @Test("A plain connection is named from SYN to the last ACK")
  func plainConnection() {
    // Rules out that a class takes more than its own segments.
    #expect(
      mismatches(
        """
        +0 C > S syn wscale 7 sackok           = syn
        +0.010 S > C syn ack wscale 7 sackok   = synAck
        +0.0001 C > S .                        = handshakeAck
        +0.001 C > S data len 100              = data
        +0.010 S > C .                         = ack
        +0.001 S > C data len 500              = data
        +0.001 C > S .                         = ack
        +0.1 C > S fin                         = fin
        +0.010 S > C .                         = ack
        +0.001 S > C fin                       = fin
        +0.001 C > S .                         = ack
        """) == [])
  }

  @Test("A repeated SYN and SYN+ACK are handshake retransmissions")
  func repeatedSyn() {
    #expect(
      mismatches(
        """
        +0 C > S syn                  = syn
        +1 C > S syn seq 0:0          = syn retransmission handshake
        +0.010 S > C syn ack          = synAck
        +1 S > C syn ack seq 0:0      = synAck retransmission handshake
        +0.001 C > S .                = handshakeAck
        """) == [])
  }

  @Test("A closed port refuses; the next attempt is a connection of its own")
  func refused() {
    var flow = FlowNotation()
    let labels = flow.play(
      """
      +0 C > S syn
      +0.001 S > C rst ack
      """)
    #expect(labels.map(\.short) == ["syn", "reset refused"])
    let again = flow.play("+0.5 C > S syn seq 70000:70000")
    #expect(again[0].short == "syn")
    #expect(again[0].connection == 2)
    #expect(flow.analyzer.finish().map(\.ending) == [.refused, .unanswered])
  }

  @Test("A refused SYN that comes again with the same number was sent again")
  func refusedAndSentAgain() {
    // Rules out that Windows' repetitions of a refused SYN count as three fresh connects.
    var flow = FlowNotation()
    let labels = flow.play(
      """
      +0 C > S syn
      +0.001 S > C rst ack
      +0.5 C > S syn seq 0:0
      +0.001 S > C rst ack
      +0.5 C > S syn seq 5:5
      """)
    #expect(
      labels.map(\.short)
        == ["syn", "reset refused", "syn retransmission handshake", "reset refused", "syn"])
    #expect(labels.map(\.connection) == [1, 1, 2, 2, 3])
    #expect(labels[2].why.contains("frame 1, 501.000 ms later"))
  }

  @Test("Of two SYN+ACKs with different numbers, the one that the client acknowledges counts")
  func rivalSynAck() {
    // Rules out a hole of a gigabyte between the two, and data that look late or sent again.
    for taken in [0, 300_000, -300_000] {
      let second = taken == 0 ? 300_000 : taken
      let found = mismatches(
        """
        +0 C > S syn                                           = syn
        +0.010 S > C syn ack seq 0:0                           = synAck
        +0.001 S > C syn ack seq \(second):\(second)          = synAck
        +0.001 C > S . ack \(taken + 1)                        = handshakeAck
        +0.001 C > S data seq 1:101 ack \(taken + 1)           = data
        +0.010 S > C data seq \(taken + 1):\(taken + 501) ack 101 = data
        +0.001 S > C fin seq \(taken + 501):\(taken + 501)      = fin
        """)
      #expect(found == [], "takes \(taken)")
    }
  }

  @Test("A half-open connection is found out, and the SYN that found it goes on")
  func halfOpenFound() {
    // Rules out that the RST of RFC 9293 figure 9 ends the attempt that it saves, and a hole up to its number.
    var flow = FlowNotation()
    let labels = flow.play(
      """
      +0 C > S syn
      +0.010 S > C . seq 777 ack 900000
      +0.001 C > S rst seq 900000:900000
      +3 C > S syn seq 0:0
      +0.010 S > C syn ack seq 0:0 ack 1
      +0.001 C > S . ack 1
      +0.001 C > S data seq 1:101 ack 1
      +0.010 S > C data seq 1:501 ack 101
      """)
    #expect(
      labels.map(\.short) == [
        "syn", "ack gapBefore", "reset answeredOldDuplicate", "syn retransmission handshake", "synAck",
        "handshakeAck", "data", "data",
      ])
    #expect(Set(labels.map(\.connection)) == [1])
    #expect(flow.analyzer.finish().map(\.ending) == [.open])
  }

  @Test("A SYN+ACK that is captured behind the server's data is late, and what came before it stays counted")
  func lateSynAck() {
    // Rules out that it sets the server's next number back, so that its later data look like a gap.
    #expect(
      mismatches(
        """
        +0 C > S syn                             = syn
        +0.010 C > S . ack 1
        +0.001 C > S data len 100 ack 1          = data
        +0.001 S > C data seq 1:1001             = data
        +0.001 S > C syn ack seq 0:0 ack 1       = synAck arrivedLate
        +0.001 S > C data seq 1001:2001          = data
        +0.001 C > S . ack 2001                  = ack
        +0.001 S > C data seq 2001:3001          = data
        """) == [])
  }

  @Test(
    "In a capture that begins in the middle, a segment overtaken by its successor is late, not sent again")
  func overtakenInTheMiddle() {
    // The identifications tell: the segment with the lower one was sent first. A near-miss has the higher one.
    for (identification, label) in [(499, "outOfOrder"), (501, "data retransmission arrivedLate fast")] {
      #expect(
        mismatches(
          """
          +0 C > S . seq 1:1 ack 1
          +0.001 C > S data seq 1:251 ack 1
          +0.014 S > C . seq 1:1 ack 251 id 497
          +0.001 S > C . seq 1:1 ack 251 id 498
          +0.001 S > C data seq 1369:1414 ack 251 id 500     = data gapBefore
          +0.001 C > S . seq 251:251 ack 1 sack 1369:1414    = duplicateAck
          +0.001 S > C data seq 1:1369 ack 251 id \(identification) = \(label)
          """) == [], "\(label)")
    }
    #expect(
      mismatches(
        """
        +0 C > S . seq 1:1 ack 1
        +0.001 C > S data seq 1:251 ack 1
        +0.014 S > C data seq 1369:1414 ack 251 id 500      = data
        +0.0001 C > S . seq 251:251 ack 1 sack 1369:1414
        +0.0002 S > C data seq 1:1369 ack 251 id 499        = outOfOrder
        """) == [])
  }
}
