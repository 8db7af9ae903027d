import WireFormat

extension PacketClassRule {
  package static let other = PacketClassRule(
    .other,
    rule: """
      Neither TCP nor an explanation of what TCP did; or a TCP segment without any bit that RFC \
      9293 allows alone.
      """,
    source: "RFC 9293 §3.1")
}
