/// What the first bytes of a captured frame are.
///
/// Source: the tcpdump group's list of link-layer header types; the numbers are those of capture files.
package struct LinkType: RawRepresentable, Hashable, Sendable {
  package var rawValue: UInt16

  @inlinable
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  package static var null: LinkType { LinkType(rawValue: 0) }
  package static var ethernet: LinkType { LinkType(rawValue: 1) }
  package static var ppp: LinkType { LinkType(rawValue: 9) }
  package static var pppHDLC: LinkType { LinkType(rawValue: 50) }
  package static var pppEthernet: LinkType { LinkType(rawValue: 51) }
  package static var raw: LinkType { LinkType(rawValue: 101) }
  package static var ciscoHDLC: LinkType { LinkType(rawValue: 104) }
  package static var frameRelay: LinkType { LinkType(rawValue: 107) }
  package static var loop: LinkType { LinkType(rawValue: 108) }
  package static var linuxCooked: LinkType { LinkType(rawValue: 113) }
  package static var arcnetLinux: LinkType { LinkType(rawValue: 129) }
  package static var ipv4: LinkType { LinkType(rawValue: 228) }
  package static var ipv6: LinkType { LinkType(rawValue: 229) }
  package static var linuxCooked2: LinkType { LinkType(rawValue: 276) }
}

extension LinkType: CustomStringConvertible {
  /// A word for reports: `ethernet`, `linux-cooked`; a number where we have none.
  package var description: String {
    switch rawValue {
    case 0: "null"
    case 1: "ethernet"
    case 9: "ppp"
    case 50: "ppp-hdlc"
    case 51: "pppoe"
    case 12, 14, 101: "raw-ip"
    case 104: "cisco-hdlc"
    case 107: "frame-relay"
    case 108: "loop"
    case 113: "linux-cooked"
    case 129: "arcnet-linux"
    case 228: "raw-ipv4"
    case 229: "raw-ipv6"
    case 276: "linux-cooked-v2"
    default: "link-type-\(rawValue)"
    }
  }
}
