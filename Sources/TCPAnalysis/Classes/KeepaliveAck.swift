import WireFormat

extension PacketClassRule {
  package static let keepaliveAck = PacketClassRule(
    .keepaliveAck,
    rule: """
      An ACK that repeats the last acknowledgment number in answer to a keepalive probe: the peer \
      lives and has the connection.
      """,
    source: "RFC 9293 §3.8.4; kernel tcp_send_dupack",
    needs: [.ack, .answersKeepalive, .repeatsAck])
}
