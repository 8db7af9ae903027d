import Testing
import WireFormat

@testable import TCPAnalysis

/// A flow whose lines say what they should be called, with the near-miss in it or in the row below.
struct LabelledFlow: Sendable, CustomTestStringConvertible {
  var id: String
  var flow: String

  init(_ id: String, _ flow: String) {
    self.id = id
    self.flow = flow
  }

  var testDescription: String { id }

  static let open = """
    +0 C > S syn wscale 0 sackok               = syn
    +0.010 S > C syn ack wscale 0 sackok       = synAck
    +0.0001 C > S .                            = handshakeAck

    """
}

@Suite("Packet classes, each with a near-miss")
struct ClassLabelTests {
  static let flows: [LabelledFlow] = [
    LabelledFlow(
      "handshakeAck is the client's first only; data in its place is data",
      """
      +0 C > S syn                     = syn
      +0.010 S > C syn ack             = synAck
      +0.0001 C > S data len 10        = data
      +0.010 S > C .                   = ack
      """),
    LabelledFlow(
      "keepalive: no byte at SND.NXT-1 with the window open, and its answer",
      LabelledFlow.open + """
        +60 C > S . seq 0:0              = keepaliveProbe
        +0.010 S > C .                   = keepaliveAck
        +60 C > S .                      = ack
        +0.010 S > C .                   = ack
        """),
    LabelledFlow(
      "a segment of one byte sent again at once, and the same byte as a keepalive probe a minute later",
      LabelledFlow.open + """
        +1 C > S data len 1                    = data
        +0.001 S > C .                         = ack
        +0.204 C > S data seq 1:2              = data retransmission unneeded
        +0.001 S > C . ack 2 sack 1:2          = duplicateAck dsack
        +0.408 C > S data seq 1:2              = data retransmission unneeded
        +0.001 S > C . ack 2 sack 1:2          = duplicateAck dsack
        +60 C > S . seq 1:2                    = keepaliveProbe
        +0.010 S > C . ack 2                   = keepaliveAck
        """),
    LabelledFlow(
      "a keepalive probe with the last byte of a longer segment, however soon",
      LabelledFlow.open + """
        +1 C > S data len 100                  = data
        +0.001 S > C .                         = ack
        +0.5 C > S . seq 100:101               = keepaliveProbe
        +0.010 S > C . ack 101                 = keepaliveAck
        """),
    LabelledFlow(
      "a byte in flight when the window closed is the probe, and was sent before",
      LabelledFlow.open + """
        +1 C > S data len 1000                 = data
        +0.0001 C > S data len 1               = data
        +0.010 S > C . ack 1001 win 0          = ack zeroWindow
        +0.220 C > S data seq 1001:1002        = zeroWindowProbe retransmission timeout
        +0.010 S > C . ack 1001 win 0          = zeroWindowProbeAck zeroWindow
        +0.410 C > S data seq 1001:1002        = zeroWindowProbe retransmission timeout
        +0.010 S > C . ack 1002 win 0          = zeroWindowProbeAck zeroWindow
        """),
    LabelledFlow(
      "zero-window probe: the same shape while the peer's window is 0, and its answers",
      LabelledFlow.open + """
        +0.001 C > S data len 100        = data
        +0.010 S > C . win 0             = ack zeroWindow
        +0.2 C > S . seq 100:100         = zeroWindowProbe
        +0.010 S > C . win 0             = zeroWindowProbeAck zeroWindow
        +0.4 C > S . seq 100:100         = zeroWindowProbe
        +0.010 S > C . win 20000         = windowUpdate
        +60 C > S . seq 100:100          = keepaliveProbe
        """),
    LabelledFlow(
      "windowUpdate opens the window; one that closes it further is none",
      LabelledFlow.open + """
        +0.001 C > S data len 100        = data
        +0.010 S > C . win 1000          = ack
        +0.1 S > C . win 2000            = windowUpdate
        +0.1 S > C . win 1500            = ack
        """),
    LabelledFlow(
      "duplicateAck repeats while data is outstanding; without any it is an ACK",
      LabelledFlow.open + """
        +0.001 C > S data len 100        = data
        +0.010 S > C . ack 101           = ack
        +0.1 S > C . ack 101             = ack
        +0.1 C > S data seq 101:201      = data
        +0.010 S > C . ack 101           = duplicateAck
        """),
    LabelledFlow(
      "duplicateAck says with a D-SACK that bytes came twice, and says it again",
      LabelledFlow.open + """
        +0.001 C > S data len 100 id 500       = data
        +0 C > S data seq 1:101 id 500         = data duplicatedByNetwork
        +0 C > S data seq 1:101 id 500         = data duplicatedByNetwork
        +0.010 S > C .                         = ack
        +0 S > C . sack 1:101                  = duplicateAck dsack
        +0 S > C . sack 1:101                  = duplicateAck dsack
        """),
    LabelledFlow(
      "challengeAck answers a SYN inside the connection; an answer to data does not",
      LabelledFlow.open + """
        +0.001 C > S data len 100        = data
        +0.010 S > C .                   = ack
        +5 S > C syn ack seq 0:0         = synAck retransmission handshake
        +0.010 C > S .                   = challengeAck
        """),
    LabelledFlow(
      "outOfOrder comes late and was not seen before; what was seen is a retransmission",
      LabelledFlow.open + """
        +0.001 C > S data seq 1:101 id 10       = data
        +0.0001 C > S data seq 201:301 id 12    = data gapBefore
        +0.0001 C > S data seq 101:201 id 11    = outOfOrder
        +0.5 C > S data seq 101:201 id 13       = data retransmission timeout
        """),
    LabelledFlow(
      "fin has its own class, also when it is repeated, and with payload",
      LabelledFlow.open + """
        +0.001 C > S fin len 100         = fin
        +0.3 C > S fin seq 1:101         = fin retransmission tailLossProbe
        +0.010 S > C . ack 102           = ack
        """),
  ]

  @Test("Each class is given to its own segments and not to their likes", arguments: flows)
  func classes(_ row: LabelledFlow) {
    // Rules out a class that takes more, or less, than its rule says.
    #expect(mismatches(row.flow) == [])
  }

  @Test("What is not TCP has a class of its own where it explains a failure")
  func notTCP() {
    // Rules out ARP, ICMP and UDP that are mistaken for each other.
    var analyzer = TrafficAnalyzer(limits: TrafficAnalyzer.Limits(connections: 1024))
    func arp(_ operation: UInt16) -> DecodedFrame {
      .arp(
        ARPMessage(
          operation: operation, senderIP: IPAddress(ipv4: 1), targetIP: IPAddress(ipv4: 2),
          senderMAC: MACAddress(1), targetMAC: MACAddress(2)))
    }
    let quoted = ICMPError.QuotedSegment(
      source: IPAddress(ipv4: 0x0A00_0001), destination: IPAddress(ipv4: 0x0A00_0002), sourcePort: 40000,
      destinationPort: 80, sequence: SequenceNumber(1000))
    let error = ICMPError(
      source: IPAddress(ipv4: 3), destination: IPAddress(ipv4: 0x0A00_0001), type: 3, code: 3, quoted: quoted)
    let frames: [(DecodedFrame, PacketClass)] = [
      (arp(1), .arpRequest), (arp(2), .arpReply), (.icmpError(error), .icmpError), (.other(.icmp), .other),
      (.other(.udp), .other), (.skipped(.fragment), .other),
    ]
    for (number, (frame, wanted)) in frames.enumerated() {
      #expect(analyzer.observe(frame, number: number + 1, timeNs: Int64(number)).packetClass == wanted)
    }
    #expect(analyzer.finish().isEmpty, "none of them is a connection")
  }

  @Test("A segment without any bit that may stand alone is other")
  func noBits() {
    // Rules out a null scan that becomes data or an ACK.
    #expect(mismatches("+0 C > S seq 1:1 noack  = other\n+0.1 C > S seq 1:1 ack 1  = ack") == [])
  }
}
