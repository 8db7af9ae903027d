import WireFormat

extension PacketClassRule {
  package static let data = PacketClassRule(
    .data,
    rule: "It carries payload and nothing that names it more closely.",
    source: "RFC 9293 §3.7; kernel tcp_write_xmit",
    needs: [.payload])
}
