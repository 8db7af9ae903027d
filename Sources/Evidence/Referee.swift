import WireFormat

/// Compares the labels of a run's packets with what each host's kernel counted.
///
/// The kernel counts what it does, the labels say what was seen; where the two differ, one of them is wrong
/// or something happened that neither shows. Differences are shown and recorded, never hidden.
package struct Referee {
  /// A counter, and which of the packets that a host sent it counts.
  package struct Rule: Sendable {
    /// As `/proc/net/snmp` and `/proc/net/netstat` have it.
    package var counter: String
    package var counts: @Sendable (PacketRecord) -> Bool
    /// Why the counter can differ from the labels without either being wrong.
    package var caveat: String
  }

  package static let rules: [Rule] = [
    Rule(
      counter: "Tcp.RetransSegs", counts: { $0.flags.contains(.retransmission) },
      caveat: "a retransmission into a cable that is pulled at the sender is counted and never on the wire "
        + "(tcp_output.c, __tcp_retransmit_skb)"),
    Rule(
      counter: "TcpExt.TCPLossProbes", counts: { $0.kind == .tailLossProbe },
      caveat: "a probe that carries new data is counted too, and looks like any data on the wire "
        + "(tcp_output.c, tcp_send_loss_probe)"),
    Rule(
      counter: "TcpExt.TCPSynRetrans",
      counts: { ($0.packetClass == .syn || $0.packetClass == .synAck) && $0.flags.contains(.retransmission) },
      caveat: "a SYN into a cable that is pulled at the sender is counted and never on the wire"),
    Rule(
      counter: "Tcp.OutRsts", counts: { $0.packetClass == .reset },
      caveat: "a RST that a firewall on the host sends is counted nowhere"),
  ]

  /// What does not agree, host by host; hosts without TCP on the wire have nothing to disagree about.
  package static func disagreements(in record: RunRecord) -> [RefereeDisagreement] {
    var found: [RefereeDisagreement] = []
    for host in record.hosts {
      let sent = record.packets.filter { $0.from == host.name && $0.tcp != nil }
      for rule in rules {
        let labelled = Int64(sent.count(where: rule.counts))
        let counted = host.counters[rule.counter] ?? 0
        guard labelled != counted else { continue }
        found.append(
          RefereeDisagreement(
            host: host.name, counter: rule.counter, counted: counted, labelled: labelled,
            explanation: rule.caveat))
      }
    }
    return found
  }
}
