import LabModel

extension ReferenceTopic {
  static let network = ReferenceTopic(
    name: "network", summary: "several subnets: switches, routers, NAT, stateful firewalls, IPv6",
    file: "network.md"
  ) {
    let ways = MarkdownTable(
      head: ["a router's key", "what it does"],
      rows: [
        [
          "`nat: A > B`",
          "Packets from hosts on A to B get the router's address on B as their source (nftables' `snat`), and the "
            + "answers find back. Outside nobody has a route to A.",
        ],
        [
          "`firewall: A > B`",
          "Only connections from A to B may begin. What belongs to a connection that the router knows passes both ways; "
            + "the rest does not, nor does it reach the router itself.",
        ],
        [
          "`otherwise: \(LabRouter.Refusal.allCases.map(\.rawValue).joined(separator: " | "))`",
          "What the firewall does to the rest: nothing is said of it, or a RST answers it. `drop` unless said.",
        ],
      ])
    return """
      # Networks

      Without `network:` all hosts plug into one switch. With it, a lab has several switches, each a subnet of its own, \
      and hosts between them that route.

      ```yaml
      hosts: { client: {}, gateway: {}, server: {} }
      network:
        switches:
          inside: [ client, gateway ]
          outside: [ gateway, server ]
        routers:
          gateway: { nat: inside > outside, firewall: inside > outside, otherwise: reject }
      ```

      Each host plugs into one switch; a host under `routers` into two or more, and it forwards between them. `gateway: {}` \
      routes and does nothing else. Hosts have routes to every subnet, by the shortest way.

      \(ways)
      A router is a host like any other: it may have sysctls, run processes, lose power or be unplugged (from all its \
      switches at once). The times after which it forgets are its sysctls, such as \
      `net.netfilter.nf_conntrack_tcp_timeout_established`; `net.netfilter.nf_conntrack_tcp_loose` says whether a segment \
      from the middle of a connection may begin one. [`forget-state`](faults.md#forget-state) empties its memory.

      ## Addresses

      The lab's first host is number 1, and has that number on every switch. The first switch is \
      \(subnet(0)), the second \(subnet(1)), the third \(subnet(2)), then \(subnet(3)) and so on. A router has `eth0` on the \
      first of its switches, `eth1` on the second; its name stands for its address on the first.

      A host with `ipv6: true` has an IPv6 address beside its IPv4 address on each switch, 2001:db8::/64 on the first, \
      2001:db8:1::/64 on the second; names stand for both, and programs prefer IPv6. Its neighbours are permanent, \
      and it sends no neighbour discovery and no multicast reports, unless it says `neighbours: dynamic`.

      ## Packets across routers

      A packet is one packet from its sender to its receiver, however many routers pass it on: `client > server` also \
      through a NAT, where the server itself knows only the router's address. It is known again by what no router \
      changes: IP identification, sequence numbers, flags, options and bytes. What does not arrive is lost, and the record \
      says whether a router did not pass it on, or it was lost behind that router. A packet that the router itself makes is \
      the router's: `gateway > client reset firewall`.

      Every interface of a router is captured; its capture file holds them all.

      ## Wires at routers

      ```yaml
      drop: { packets: client > server 1st data, on: gateway/outside }
      cut: gateway/outside
      ```

      A [fault on the wire](faults.md#where-a-wire-stands) can stand in any cable, a router's among them: \
      `on: gateway/outside` is the cable between `gateway` and the switch `outside`. The router's own captures then \
      show the packet, and the server's do not. A packet has its name there too, `client > server`, though a NAT has \
      translated it. `cut: gateway` cuts all cables of a router, and `unplug` pulls them.

      """
  }

  private static func subnet(_ index: Int) -> String {
    LabAddress.ipv4Subnet(switchIndex: index).map(String.init).joined(separator: ".")
      + "/\(LabAddress.prefixLength)"
  }
}
