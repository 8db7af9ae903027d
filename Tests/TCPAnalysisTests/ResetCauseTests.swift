import Testing
import WireFormat

@testable import TCPAnalysis

@Suite("Causes of a reset, each with a near-miss")
struct ResetCauseTests {
  static let flows: [LabelledFlow] = [
    LabelledFlow(
      "refused: RST and ACK for the SYN",
      """
      +0 C > S syn                   = syn
      +0.001 S > C rst ack           = reset refused
      """),
    LabelledFlow(
      "noSuchConnection: at the ACK of what it answers, without ACK",
      LabelledFlow.open + """
        +0.001 C > S data len 100      = data
        +0.010 S > C .                 = ack
        +5 C > S data len 100          = data
        +0.001 S > C rst noack         = reset noSuchConnection
        """),
    LabelledFlow(
      "dataAfterClose: the same after its FIN",
      LabelledFlow.open + """
        +0.1 S > C fin                 = fin
        +0.001 C > S .                 = ack
        +1 C > S data len 100          = data
        +0.001 S > C rst noack         = reset dataAfterClose
        """),
    LabelledFlow(
      "after its FIN, but in answer to the other's FIN, it is not for data",
      LabelledFlow.open + """
        +0.1 S > C fin                 = fin
        +0.001 C > S .                 = ack
        +1 C > S fin                   = fin
        +0.001 S > C rst noack         = reset noSuchConnection
        """),
    LabelledFlow(
      "unreadData: it gives up with its window closed",
      LabelledFlow.open + """
        +0.001 C > S data len 100      = data
        +0.010 S > C . win 0           = ack zeroWindow
        +1 S > C rst ack win 0         = reset unreadData
        """),
    LabelledFlow(
      "lingerZero: nothing was there to be read",
      LabelledFlow.open + """
        +1 C > S data len 100          = data
        +0.001 S > C .                 = ack
        +1 C > S rst ack               = reset lingerZero
        """),
    LabelledFlow(
      "unknown: unread or lingering, the packets do not tell",
      LabelledFlow.open + """
        +1 C > S data len 100          = data
        +0.001 S > C .                 = ack
        +1 S > C rst ack               = reset unknown
        """),
    LabelledFlow(
      "keepaliveExpired: after probes that nobody answered",
      LabelledFlow.open + """
        +60 C > S . seq 0:0            = keepaliveProbe
        +10 C > S . seq 0:0            = keepaliveProbe
        +10 C > S rst ack              = reset keepaliveExpired
        """),
    LabelledFlow(
      "after a probe that was answered it is something else",
      LabelledFlow.open + """
        +60 C > S . seq 0:0            = keepaliveProbe
        +0.010 S > C .                 = keepaliveAck
        +10 C > S rst ack              = reset lingerZero
        """),
    LabelledFlow(
      "backlogOverflow: the listener's only other packets are SYN+ACKs, and the next is not due",
      LabelledFlow.open + """
        +0.5 C > S data len 100        = data
        +0.001 S > C rst noack         = reset backlogOverflow
        """),
    LabelledFlow(
      "a RST long after the SYN+ACK comes from a host that has forgotten",
      LabelledFlow.open + """
        +30 C > S data len 100         = data
        +0.001 S > C rst noack         = reset noSuchConnection
        """),
    LabelledFlow(
      "one that answers a keepalive probe as well",
      LabelledFlow.open + """
        +1 C > S . seq 0:0             = keepaliveProbe
        +0.001 S > C rst noack         = reset noSuchConnection
        """),
    LabelledFlow(
      "firewall: another hop limit than the host's, in a RST as only a socket sends it",
      LabelledFlow.open + """
        +0.1 S > C data len 10         = data
        +0.001 C > S .                 = ack
        +1 C > S data len 100          = data
        +0.001 S > C rst ack ttl 255   = reset firewall
        """),
    LabelledFlow(
      "firewall: one outside of the window, which nobody needs to believe",
      LabelledFlow.open + """
        +0.1 S > C data len 10                     = data
        +0.001 C > S .                             = ack
        +0.001 S > C rst ack seq 500:500 ttl 255   = reset firewall
        +1 S > C data seq 11:21                    = data
        """),
    LabelledFlow(
      "noSuchConnection: a host that has forgotten the socket has forgotten its hop limit too",
      LabelledFlow.open + """
        +0.1 S > C data len 10         = data
        +0.001 C > S .                 = ack
        +1 C > S data len 100          = data
        +0.001 S > C rst noack ttl 255 = reset noSuchConnection
        """),
    LabelledFlow(
      "firewall: the same, and the end in whose name it was sent goes on",
      LabelledFlow.open + """
        +0.1 S > C data len 10         = data
        +0.001 C > S .                 = ack
        +1 C > S data len 100          = data
        +0.001 S > C rst noack ttl 255 = reset firewall
        +0.1 S > C data len 10         = data
        """),
    LabelledFlow(
      "answeredOldDuplicate: the SYN+ACK acknowledges another SYN than ours",
      """
      +0 C > S syn                           = syn
      +0.010 S > C syn ack 900               = synAck
      +0.0001 C > S rst noack seq 900:900    = reset answeredOldDuplicate
      """),
    LabelledFlow(
      "after it the other end opens anew, with numbers of its own",
      """
      +0 C > S syn                           = syn
      +0.010 S > C syn ack 900               = synAck
      +0.0001 C > S rst noack seq 900:900    = reset answeredOldDuplicate
      +0.010 S > C syn seq 70000 ack 1       = synAck
      +0.0001 C > S . seq 1 ack 70001        = handshakeAck
      +0.010 S > C data seq 70001:70101 ack 1  = data
      """),
    LabelledFlow(
      "the same with a number below ours",
      """
      +0 C > S syn                           = syn
      +0.010 S > C syn ack -900              = synAck
      +0.0001 C > S rst noack seq -900:-900  = reset answeredOldDuplicate
      +1 C > S syn seq 0:0                   = syn retransmission handshake
      """),
    LabelledFlow(
      "a SYN+ACK for our SYN that is reset is nobody's old duplicate",
      """
      +0 C > S syn                           = syn
      +0.010 S > C syn ack                   = synAck
      +0.0001 C > S rst noack seq 1:1        = reset noSuchConnection
      """),
  ]

  @Test("Each cause is given where its evidence is, and not beside it", arguments: flows)
  func causes(_ row: LabelledFlow) {
    // Rules out a guess that is presented as a fact.
    #expect(mismatches(row.flow) == [])
  }
}
