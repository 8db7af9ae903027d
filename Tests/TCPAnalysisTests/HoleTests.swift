import Testing

@testable import TCPAnalysis

@Suite("Bytes captured behind their acknowledgment")
struct HoleTests {
  private static let open = """
    +0 C > S syn sackok
    +0.010 S > C syn ack sackok
    +0.0001 C > S .
    +0.1 C > S data len 100 id 0
    +0.010 S > C .
    +0.1 S > C . ack 201

    """

  @Test("A round trip later they were sent again to a receiver that had them", arguments: [12, 50, 200])
  func sentAgain(milliseconds: Int) throws {
    // Rules out a limit of a timeout: a capture point that missed a segment sees it again long before.
    var flow = FlowNotation()
    let seconds = "0." + String(1000 + milliseconds).dropFirst()
    flow.play(
      Self.open + """
        +\(seconds) C > S data seq 101:201 id 0
        +0.010 S > C . ack 201 sack 101:201
        """)
    let label = try #require(flow.labels.dropFirst(6).first)
    #expect(label.short == "data retransmission unneeded")
    #expect(label.why.contains("frame 6 acknowledged them \(milliseconds).000 ms earlier"))
    #expect(!label.why.contains("lost"), "the receiver had it")
    #expect(flow.labels.last?.short == "duplicateAck dsack")
  }

  @Test("Within a round trip they are the first transmission, late")
  func late() {
    // Rules out that every packet that two taps put in the wrong order becomes a retransmission.
    #expect(mismatches(Self.open + "+0.004 C > S data seq 101:201 id 0  = outOfOrder") == [])
  }

  @Test("Data that goes on beyond what was acknowledged is new, however late")
  func goesOn() {
    // Rules out a timeout of which the kernel knows nothing (labs/close/time-wait-old-duplicate: the receiver took
    // an old duplicate for the first of these bytes).
    #expect(
      mismatches(
        Self.open + """
          +0.3 C > S data seq 101:251 id 0   = data
          +0.010 S > C . ack 251             = ack
          """) == [])
  }

  @Test("Bytes from before the capture, acknowledged long ago, were sent again")
  func beforeTheCapture() {
    // Rules out the same where no handshake was captured; and that what nobody acknowledged is called unneeded.
    #expect(
      mismatches(
        """
        +0 C > S data seq 1001:1101 ack 1          = data
        +0.010 S > C . seq 1:1 ack 1101            = ack
        +0.090 C > S data seq 901:1001 ack 1       = data retransmission unneeded
        +0.010 S > C . seq 1:1 ack 1101 sack 901:1001  = duplicateAck dsack
        """) == [])
    #expect(
      mismatches(
        """
        +0 C > S data seq 1001:1101 ack 1          = data
        +0.001 C > S data seq 901:1001 ack 1       = outOfOrder
        +0.010 S > C . seq 1:1 ack 1101            = ack
        """) == [])
  }
}
