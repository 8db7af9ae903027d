/// The addresses that a lab's hosts get: fixed by their order in the file.
///
/// 192.0.2.0/24 is TEST-NET-1 and 2001:db8::/32 the documentation prefix: a packet that carries one
/// cannot be mistaken for the machine's own traffic. Source: RFC 5737 §3, RFC 3849.
package struct LabAddress: Sendable, Hashable {
  /// 1 for the first host.
  package var index: Int

  package init(index: Int) { self.index = index }

  package static let prefixLength = 24
  package static let ipv6PrefixLength = 64

  package var ipv4Octets: [UInt8] { [192, 0, 2, UInt8(truncatingIfNeeded: index)] }
  package var ipv4: String { "192.0.2.\(index)" }
  package var ipv6: String { "2001:db8::\(String(index, radix: 16))" }
  /// Locally administered, unicast.
  package var macOctets: [UInt8] { [0x02, 0, 0, 0, 0, UInt8(truncatingIfNeeded: index)] }
  package var mac: String {
    macOctets.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
  }
}

extension Lab {
  /// At most this many hosts fit the address plan.
  package static let maximumHosts = 200

  /// The address of a host of this lab; nil for a name it does not have.
  package func address(of host: String) -> LabAddress? {
    hosts.firstIndex { $0.name == host }.map { LabAddress(index: $0 + 1) }
  }
}
