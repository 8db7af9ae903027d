import WireFormat

extension PacketClassRule {
  package static let zeroWindowProbeAck = PacketClassRule(
    .zeroWindowProbeAck,
    rule: "An ACK that answers a zero-window probe, and whose window is still 0.",
    source: "RFC 9293 §3.8.6.1; kernel tcp_send_dupack",
    needs: [.ack, .answersWindowProbe, .windowClosed])
}
