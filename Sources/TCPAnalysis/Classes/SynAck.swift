import WireFormat

extension PacketClassRule {
  package static let synAck = PacketClassRule(
    .synAck,
    rule: "SYN and ACK are set: the answer to a SYN.",
    source: "RFC 9293 §3.5; kernel tcp_make_synack, tcp_send_synack",
    needs: [.syn, .ack])
}
