import WireFormat

extension PacketClassRule {
  package static let reset = PacketClassRule(
    .reset,
    rule: "The RST bit is set: the sender has no such connection, or gives it up.",
    source: "RFC 9293 §3.5.2, §3.5.3; kernel tcp_v4_send_reset, tcp_send_active_reset",
    needs: [.rst])
}
