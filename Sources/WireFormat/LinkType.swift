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
  /// Raw IP, as some BSDs number it.
  package static var rawBSD: LinkType { LinkType(rawValue: 12) }
  /// Raw IP, as OpenBSD numbers it.
  package static var rawOpenBSD: LinkType { LinkType(rawValue: 14) }
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
    switch self {
    case .null: "null"
    case .ethernet: "ethernet"
    case .ppp: "ppp"
    case .pppHDLC: "ppp-hdlc"
    case .pppEthernet: "pppoe"
    case .rawBSD, .rawOpenBSD, .raw: "raw-ip"
    case .ciscoHDLC: "cisco-hdlc"
    case .frameRelay: "frame-relay"
    case .loop: "loop"
    case .linuxCooked: "linux-cooked"
    case .arcnetLinux: "arcnet-linux"
    case .ipv4: "raw-ipv4"
    case .ipv6: "raw-ipv6"
    case .linuxCooked2: "linux-cooked-v2"
    default: "link-type-\(rawValue)"
    }
  }
}
