import WireFormat

extension PacketClassRule {
  package static let outOfOrder = PacketClassRule(
    .outOfOrder,
    rule: """
      Its bytes lie below others that were captured before, and were not seen until now: the first \
      transmission, late at this capture point.
      """,
    source: "RFC 4737 §3; RFC 9293 §3.10.7.4",
    needs: [.payload, .fillsHole])
}
