import WireFormat

extension PacketClassRule {
  package static let arpRequest = PacketClassRule(
    .arpRequest,
    rule: "An ARP request: the sender has no, or no fresh, link address for its neighbour.",
    source: "RFC 826; kernel arp_solicit",
    needs: [.arpRequest])
}
