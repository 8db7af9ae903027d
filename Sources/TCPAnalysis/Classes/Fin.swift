import WireFormat

extension PacketClassRule {
  package static let fin = PacketClassRule(
    .fin,
    rule: "The FIN bit is set: the sender has nothing more to send.",
    source: "RFC 9293 §3.6; kernel tcp_send_fin",
    needs: [.fin])
}
