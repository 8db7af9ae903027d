import WireFormat

extension PacketClassRule {
  package static let ack = PacketClassRule(
    .ack,
    rule: "An ACK without payload and nothing that names it more closely.",
    source: "RFC 9293 §3.4; kernel tcp_send_ack",
    needs: [.ack])
}
