import WireFormat

extension PacketClassRule {
  package static let arpReply = PacketClassRule(
    .arpReply,
    rule: "An ARP reply: the neighbour gives its link address.",
    source: "RFC 826; kernel arp_process",
    needs: [.arpReply])
}
