import WireFormat

extension PacketClassRule {
  package static let syn = PacketClassRule(
    .syn,
    rule: "The SYN bit is set without ACK: the sender opens a connection.",
    source: "RFC 9293 §3.5; kernel tcp_connect",
    needs: [.syn],
    excludes: [.ack])
}
