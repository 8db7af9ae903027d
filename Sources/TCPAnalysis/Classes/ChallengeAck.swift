import WireFormat

extension PacketClassRule {
  package static let challengeAck = PacketClassRule(
    .challengeAck,
    rule: """
      An ACK that answers a SYN inside the connection, a RST that is not exactly at RCV.NXT, or an \
      acknowledgment of what was never sent.
      """,
    source: "RFC 5961 §3.2, §4.2, §5.2; kernel tcp_send_challenge_ack",
    needs: [.ack, .answersUnacceptable, .repeatsAck])
}
