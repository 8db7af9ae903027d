import Testing
import WireFormat

@testable import TCPAnalysis

private let open = """
  +0 C > S syn wscale 7 sackok
  +0.010 S > C syn ack wscale 7 sackok
  +0.0001 C > S .

  """

private let openWithoutSack = """
  +0 C > S syn
  +0.010 S > C syn ack
  +0.0001 C > S .

  """

@Suite("Kinds of retransmission")
struct RetransmissionKindTests {
  @Test("Without SACK the tail comes again by timeouts that double")
  func timeoutsDouble() {
    // Rules out that the timer's series is called tail-loss probe or recovery.
    #expect(
      mismatches(
        openWithoutSack + """
          +0.001 C > S data len 100         = data
          +0.210 C > S data seq 1:101       = data retransmission timeout
          +0.420 C > S data seq 1:101       = data retransmission timeout
          +0.840 C > S data seq 1:101       = data retransmission timeout
          +0.010 S > C .                    = ack
          """) == [])
  }

  @Test("With SACK the first is a tail-loss probe, and the timeouts follow it")
  func tailLossProbe() {
    #expect(
      mismatches(
        open + """
          +0.001 C > S data len 100         = data
          +0.210 C > S data seq 1:101       = data retransmission tailLossProbe
          +0.210 C > S data seq 1:101       = data retransmission timeout
          +0.420 C > S data seq 1:101       = data retransmission timeout
          """) == [])
  }

  @Test("Data of a SYN sent again for the SYN+ACK is handshake, and timers send it from then on")
  func synData() {
    // Rules out a handshake that never ends (RFC 7413 §4.2.2 explains the first only).
    #expect(
      mismatches(
        """
        +0 C > S syn len 100              = syn
        +0.010 S > C syn ack 1            = synAck
        +0.0001 C > S data seq 1:101      = data retransmission handshake
        +1.100 C > S data seq 1:101       = data retransmission timeout
        +2.200 C > S data seq 1:101       = data retransmission timeout
        +0.010 S > C . ack 101            = ack
        """) == [])
  }

  @Test("Three duplicate ACKs make it fast, the rest of the phase is recovery")
  func fastAndRecovery() {
    #expect(
      mismatches(
        openWithoutSack + """
          +0.001 C > S data len 100           = data
          +0 C > S data len 100               = data
          +0 C > S data len 100               = data
          +0 C > S data len 100               = data
          +0 C > S data len 100               = data
          +0 C > S data len 100               = data
          +0.010 S > C . ack 101              = ack
          +0 S > C . ack 101                  = duplicateAck
          +0 S > C . ack 101                  = duplicateAck
          +0 S > C . ack 101                  = duplicateAck
          +0.0001 C > S data seq 101:201      = data retransmission fast
          +0.010 S > C . ack 301              = ack
          +0.0001 C > S data seq 301:401      = data retransmission recovery
          +0.010 S > C . ack 601              = ack
          """) == [])
  }

  @Test("SACK evidence makes it fast; a D-SACK makes it unneeded afterwards")
  func selectiveAndDuplicate() {
    #expect(
      mismatches(
        open + """
          +0.001 C > S data len 100               = data
          +0 C > S data len 100                   = data
          +0 C > S data len 100                   = data
          +0.010 S > C . ack 1 sack 101:201       = duplicateAck
          +0.003 C > S data seq 1:101             = data retransmission unneeded
          +0.001 S > C . ack 301                  = ack
          +0.010 S > C . ack 301 sack 1:101       = duplicateAck dsack
          """) == [])
  }

  @Test("An end whose unneeded retransmissions are answered is not alone")
  func answeredByDuplicates() {
    // Rules out a connection that is called half-open while both ends speak.
    var flow = FlowNotation()
    flow.play(
      open + """
        +0.001 C > S data len 100
        +0.001 S > C . ack 101
        +0.250 C > S data seq 1:101
        +0.001 S > C . ack 101 sack 1:101
        +0.500 C > S data seq 1:101
        +0.001 S > C . ack 101 sack 1:101
        """)
    #expect(flow.analyzer.finish().map(\.ending) == [.open])
  }

  @Test(
    "What was sent before a retransmission that has arrived, and has not arrived itself, is sent again at once"
  )
  func laterRepair() {
    // Rules out a timeout that nobody has seen, where the ACK that ends a recovery shows the next loss.
    #expect(
      mismatches(
        open + """
          +0.001 C > S data len 100               = data
          +0 C > S data len 100                   = data
          +0 C > S data len 100                   = data
          +0.010 S > C . ack 1 sack 101:201       = duplicateAck
          +0 S > C . ack 1 sack 101:301           = duplicateAck
          +0.0001 C > S data seq 1:101            = data retransmission fast
          +0.001 C > S data len 100               = data
          +0 C > S data len 100                   = data
          +0.009 S > C . ack 1 sack 101:401       = duplicateAck
          +0.0001 C > S data seq 1:101            = data retransmission recovery
          +0.010 S > C . ack 401                  = ack
          +0.0001 C > S data seq 401:501          = data retransmission fast
          +0.010 S > C . ack 501                  = ack
          """) == [])
  }

  /// How many of the client's segments are of each kind, of those kinds that there are.
  private func kinds(_ flow: inout FlowNotation) throws -> [RetransmissionKind: Int] {
    let counts = try #require(flow.analyzer.finish().first).clientCounts
    let all = RetransmissionKind.allCases.map { ($0, counts.count(of: $0)) }
    return Dictionary(uniqueKeysWithValues: all.filter { $0.1 != 0 })
  }

  @Test("A probe that proved to be a timeout is counted once, also when D-SACKs say that nothing was needed")
  func revisedThenReported() throws {
    // Rules out four thousand million probes: one was taken off the count twice.
    var flow = FlowNotation()
    flow.play(
      open + """
        +0.001 C > S data len 100
        +0.210 C > S data seq 1:101
        +0.420 C > S data seq 1:101
        +0.001 S > C . ack 101
        +0.001 S > C . ack 101 sack 1:101
        +0.001 S > C . ack 101 sack 1:101
        """)
    for label in flow.labels[4...5] {
      #expect(label.short == "data retransmission unneeded")
      #expect(label.trigger == .timeout)
      #expect(label.why.contains("D-SACK"))
    }
    let kinds = try kinds(&flow)
    #expect(kinds == [.unneeded: 2])
  }

  @Test("A probe of bytes that were acknowledged stays unneeded when it proves to be a timeout")
  func unneededThenRevised() throws {
    // Rules out the same, and a label that forgets what the ACK said: the ACK was lost behind this point.
    var flow = FlowNotation()
    flow.play(
      open + """
        +0.001 C > S data len 100
        +0.001 S > C . ack 101
        +0.210 C > S data seq 1:101
        +0.0001 S > C . ack 101 sack 1:101
        +0.420 C > S data seq 1:101
        """)
    for label in [flow.labels[5], flow.labels[7]] {
      #expect(label.short == "data retransmission unneeded")
      #expect(label.trigger == .timeout)
      #expect(label.why.contains("acknowledged in frame"))
    }
    let kinds = try kinds(&flow)
    #expect(kinds == [.unneeded: 2])
  }

  @Test("The byte of a window probe is not sent in earnest")
  func probeByte() {
    // Rules out that the first data after a zero window count as sent again (BSD, macOS, many boxes), and that
    // a receiver which takes the byte shows a gap.
    #expect(
      mismatches(
        """
        +0 C > S syn
        +0.010 S > C syn ack
        +0.001 C > S .
        +0.001 C > S data len 1000
        +0.001 S > C . win 0                           = ack zeroWindow
        +0.500 C > S data seq 1001:1002                = zeroWindowProbe
        +0.001 S > C . ack 1001 win 0                  = zeroWindowProbeAck zeroWindow
        +1.000 C > S data seq 1001:1002                = zeroWindowProbe
        +0.001 S > C . ack 1001 win 0                  = zeroWindowProbeAck zeroWindow
        +0.010 S > C . ack 1001 win 9000               = windowUpdate
        +0.001 C > S data seq 1001:2001                = data
        +0.001 S > C . ack 2001 win 0                  = ack zeroWindow
        +0.500 C > S data seq 2001:2002                = zeroWindowProbe
        +0.001 S > C . ack 2002 win 9000               = ack
        +0.001 C > S data seq 2002:3002                = data
        """) == [])
  }

  @Test("A byte of a window probe that new data has replaced is not taken for one of which nothing was seen")
  func staleProbeByte() {
    // Rules out a short way that keeps the probe's byte in mind: a gap of one byte was not seen then.
    #expect(
      mismatches(
        openWithoutSack + """
          +0.001 C > S data len 1000                     = data
          +0.010 S > C . win 0                           = ack zeroWindow
          +0.500 C > S data seq 1001:1002                = zeroWindowProbe
          +0.010 S > C . ack 1001 win 0                  = zeroWindowProbeAck zeroWindow
          +0.010 S > C . ack 1001 win 9000               = windowUpdate
          +0.001 C > S data seq 1001:2001                = data
          +0.010 S > C . ack 2001 win 9000               = ack
          +0.010 S > C . ack 2002 win 9000               = ack gapBefore
          """) == [])
  }
}
