import WireFormat

extension PacketClassRule {
  package static let zeroWindowProbe = PacketClassRule(
    .zeroWindowProbe,
    rule: """
      It offers no new byte, or a single one, to a peer whose last window was 0, only to be \
      answered with the present window.
      """,
    source: """
      RFC 9293 §3.8.6.1, RFC 1122 §4.2.2.17; kernel tcp_xmit_probe_skb (from tcp_send_probe0): 0 \
      bytes at SND.UNA−1
      """,
    needs: [.probeShape, .peerWindowClosed])
}
