package import WireFormat

/// The addresses that a lab's hosts get: fixed by the order of switches and hosts in the file.
///
/// The subnets are those for documentation and benchmarks, and 2001:db8::/32 the documentation prefix: a packet
/// that carries one cannot be mistaken for the machine's own traffic. Source: RFC 5737 §3, RFC 2544 §C.2.2,
/// RFC 3849.
package struct LabAddress: Sendable, Hashable {
  /// 1 for the lab's first host.
  package var index: Int
  /// 0 for the lab's first switch.
  package var switchIndex: Int

  package init(index: Int, switchIndex: Int = 0) {
    self.index = index
    self.switchIndex = switchIndex
  }

  package static let prefixLength = 24
  package static let ipv6PrefixLength = 64

  /// 192.0.2.0, 198.51.100.0, 203.0.113.0, then 198.18.3.0 and so on.
  package static func ipv4Subnet(switchIndex: Int) -> [UInt8] {
    let named: [[UInt8]] = [[192, 0, 2, 0], [198, 51, 100, 0], [203, 0, 113, 0]]
    return named.indices.contains(switchIndex)
      ? named[switchIndex] : [198, 18, UInt8(truncatingIfNeeded: switchIndex), 0]
  }

  /// 2001:db8::, 2001:db8:1:: and so on.
  package static func ipv6Subnet(switchIndex: Int) -> [UInt8] {
    [0x20, 0x01, 0x0d, 0xb8, 0, UInt8(truncatingIfNeeded: switchIndex)] + [UInt8](repeating: 0, count: 10)
  }

  package var ipv4Octets: [UInt8] {
    Self.ipv4Subnet(switchIndex: switchIndex).dropLast() + [UInt8(truncatingIfNeeded: index)]
  }
  package var ipv4: String { ipv4Octets.map(String.init).joined(separator: ".") }
  package var ipv6Octets: [UInt8] {
    Self.ipv6Subnet(switchIndex: switchIndex).dropLast() + [UInt8(truncatingIfNeeded: index)]
  }
  package var ipv6: String {
    let subnet = switchIndex == 0 ? "" : ":\(String(switchIndex, radix: 16))"
    return "2001:db8\(subnet)::\(String(index, radix: 16))"
  }
  /// Locally administered, unicast.
  package var macOctets: [UInt8] {
    [0x02, 0, 0, 0, UInt8(truncatingIfNeeded: switchIndex), UInt8(truncatingIfNeeded: index)]
  }
  package var mac: MACAddress {
    MACAddress(macOctets.reduce(0) { $0 << 8 | UInt64($1) })
  }
}

extension Lab {
  /// At most this many hosts fit the address plan.
  package static let maximumHosts = 200
  /// At most this many switches.
  package static let maximumSwitches = 50

  /// The address that a host's name stands for, which is its first; nil for a name that the lab does not have.
  package func address(of host: String) -> LabAddress? { interfaces(of: host).first?.address }
}
