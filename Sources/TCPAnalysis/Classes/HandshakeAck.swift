import WireFormat

extension PacketClassRule {
  package static let handshakeAck = PacketClassRule(
    .handshakeAck,
    rule: "The first ACK of the end that sent the SYN, without payload: it completes the handshake.",
    source: "RFC 9293 §3.5; kernel tcp_rcv_synsent_state_process",
    needs: [.ack, .completesHandshake])
}
