import WireFormat

extension PacketClassRule {
  package static let keepaliveProbe = PacketClassRule(
    .keepaliveProbe,
    rule: """
      It holds no byte, or one acknowledged before, at SND.NXT−1, while the peer’s window is open: \
      only to be answered.
      """,
    source: "RFC 9293 §3.8.4, RFC 1122 §4.2.3.6; kernel tcp_keepalive_timer, tcp_xmit_probe_skb",
    needs: [.probeShape],
    excludes: [.peerWindowClosed])
}
