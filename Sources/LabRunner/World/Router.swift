internal import LabModel
internal import LinuxHost

/// What makes a host a router: forwarding, and the nftables rules of its NAT and its firewall.
///
/// Source: nft(8); `Documentation/networking/ip-sysctl.rst`.
struct Router {
  let specification: LabRouter
  /// The router's interfaces, each with its switch's name.
  let interfaces: [(switchName: String, interface: LabInterface)]
  let ipv6: Bool

  /// Before the hosts' own sysctls: those of connection tracking exist once it is there.
  func configure(_ host: HostInit) throws(WorldError) {
    try asWorldError { () throws(SystemCallError) in
      try Sysctl.write("net.ipv4.ip_forward", "1")
      // ICMP redirects would tell a host of a shorter way, which is another matter.
      try Sysctl.write("net.ipv4.conf.all.send_redirects", "0")
      if ipv6 { try Sysctl.write("net.ipv6.conf.all.forwarding", "1") }
    }
    guard specification.nat != nil || specification.firewall != nil else { return }
    let run = try asWorldError { () throws(SystemCallError) in
      try ToolRun(arguments: ["nft", "-f", "-"], host: host).run(input: rules)
    }
    guard run.status == 0 else {
      throw WorldError("nft on router \(specification.host) refused its rules: \(run.output)")
    }
  }

  /// A table of its own, which `lift-firewall` does not touch.
  var rules: String {
    var lines = ["add table inet router"]
    if let way = specification.firewall, let from = name(way.from), let to = name(way.to) {
      lines += [
        "add chain inet router forward { type filter hook forward priority 0; policy accept; }",
        "add rule inet router forward ct state established,related accept",
        "add rule inet router forward iifname \(from) oifname \(to) ct state new accept",
        // What a NAT does not know is for the router itself.
        "add chain inet router input { type filter hook input priority 0; policy accept; }",
        "add rule inet router input iifname lo accept",
        "add rule inet router input iifname \(from) accept",
        "add rule inet router input ct state established,related accept",
      ]
      for chain in ["forward", "input"] {
        if specification.refusal == .reject {
          lines.append("add rule inet router \(chain) meta l4proto tcp counter reject with tcp reset")
        }
        lines.append("add rule inet router \(chain) counter \(specification.refusal.rawValue)")
      }
    }
    if let way = specification.nat, let from = place(way.from), let to = place(way.to) {
      let (inside, outside) = (from.switchIndex, to.address)
      lines.append(
        "add chain inet router postrouting { type nat hook postrouting priority 100; policy accept; }")
      let subnet = LabAddress.ipv4Subnet(switchIndex: inside).map(String.init).joined(separator: ".")
      lines.append(
        "add rule inet router postrouting oifname \(to.name) ip saddr \(subnet)/\(LabAddress.prefixLength) "
          + "snat ip to \(outside.ipv4)")
      if ipv6 {
        let subnet = LabAddress(index: 0, switchIndex: inside).ipv6
        lines.append(
          "add rule inet router postrouting oifname \(to.name) ip6 saddr \(subnet)/\(LabAddress.ipv6PrefixLength) "
            + "snat ip6 to \(outside.ipv6)")
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func place(_ switchName: String) -> LabInterface? {
    interfaces.first { $0.switchName == switchName }?.interface
  }

  private func name(_ switchName: String) -> String? { place(switchName)?.name }
}
