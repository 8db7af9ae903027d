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
    let again = flow.play("+0.5 C > S syn seq 0:0")
    #expect(again[0].short == "syn")
    #expect(again[0].connection == 2)
    #expect(flow.analyzer.finish().map(\.ending) == [.refused, .unanswered])
  }
}
