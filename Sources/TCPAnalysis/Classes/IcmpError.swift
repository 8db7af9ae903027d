import WireFormat

extension PacketClassRule {
  package static let icmpError = PacketClassRule(
    .icmpError,
    rule: "An ICMP error about an earlier packet, whose first bytes it quotes.",
    source: "RFC 792, RFC 4443 §3; kernel tcp_v4_err, tcp_v6_err",
    needs: [.icmpError])
}
