import WireFormat

extension PacketClassRule {
  package static let windowUpdate = PacketClassRule(
    .windowUpdate,
    rule: "An ACK that acknowledges nothing new and opens the window.",
    source: "RFC 9293 §3.8.6.2; kernel __tcp_select_window, tcp_may_update_window",
    needs: [.ack, .repeatsAck, .windowGrew],
    excludes: [.newSack])
}
