extension ICMPError {
  /// What the error says, in the words of its RFC.
  package var meaning: String {
    source.isIPv6
      ? Self.meaning(icmpv6: type, code: code, nextHopMTU: nextHopMTU)
      : Self.meaning(icmp: type, code: code, nextHopMTU: nextHopMTU)
  }

  /// Source: RFC 792; RFC 1122 §3.2.2.1; RFC 1812 §5.2.7.1; RFC 1191 §4.
  private static func meaning(icmp type: UInt8, code: UInt8, nextHopMTU: UInt32?) -> String {
    switch (type, code) {
    case (3, 0): "network unreachable"
    case (3, 1): "host unreachable"
    case (3, 2): "protocol unreachable"
    case (3, 3): "port unreachable"
    case (3, 4): "fragmentation needed" + mtu(nextHopMTU)
    case (3, 5): "source route failed"
    case (3, 6): "network unknown"
    case (3, 7): "host unknown"
    case (3, 9): "network administratively prohibited"
    case (3, 10): "host administratively prohibited"
    case (3, 13): "communication administratively prohibited"
    case (3, _): "destination unreachable (code \(code))"
    case (4, _): "source quench"
    case (5, _): "redirect"
    case (11, 0): "time to live exceeded in transit"
    case (11, _): "fragment reassembly time exceeded"
    case (12, _): "parameter problem"
    default: "type \(type) code \(code)"
    }
  }

  /// Source: RFC 4443 §3.
  private static func meaning(icmpv6 type: UInt8, code: UInt8, nextHopMTU: UInt32?) -> String {
    switch (type, code) {
    case (1, 0): "no route to destination"
    case (1, 1): "communication administratively prohibited"
    case (1, 3): "address unreachable"
    case (1, 4): "port unreachable"
    case (1, 5): "source address failed ingress or egress policy"
    case (1, 6): "reject route to destination"
    case (1, _): "destination unreachable (code \(code))"
    case (2, _): "packet too big" + mtu(nextHopMTU)
    case (3, 0): "hop limit exceeded in transit"
    case (3, _): "fragment reassembly time exceeded"
    case (4, _): "parameter problem"
    default: "type \(type) code \(code)"
    }
  }

  private static func mtu(_ value: UInt32?) -> String { value.map { ", MTU \($0)" } ?? "" }
}
