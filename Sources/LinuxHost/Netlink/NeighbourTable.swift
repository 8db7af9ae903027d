internal import CLinuxShims
internal import Glibc

/// The neighbours (what ARP and IPv6's neighbour discovery found) of the calling thread's network namespace.
///
/// Source: rtnetlink(7), arp(7).
package enum NeighbourTable {
  /// One neighbour that the kernel has an entry for, by an IPv4 or an IPv6 address.
  package struct Entry: Sendable, Hashable {
    var interfaceIndex: Int32
    package var address: [UInt8]
    /// As ip-neighbour(8) calls it.
    package var state: String
  }

  private static let states: [(bit: Int32, name: String)] = [
    (NUD_INCOMPLETE, "INCOMPLETE"), (NUD_REACHABLE, "REACHABLE"), (NUD_STALE, "STALE"), (NUD_DELAY, "DELAY"),
    (NUD_PROBE, "PROBE"), (NUD_FAILED, "FAILED"), (NUD_NOARP, "NOARP"), (NUD_PERMANENT, "PERMANENT"),
  ]

  package static func read() throws(SystemCallError) -> [Entry] {
    try read(on: try NetlinkSocket(family: NETLINK_ROUTE))
  }

  private static func read(on socket: NetlinkSocket) throws(SystemCallError) -> [Entry] {
    var message = NetlinkMessage(
      type: RouteMessage.getNeighbour, flags: Int32(NLM_F_ROOT | NLM_F_MATCH),
      sequence: socket.nextSequence())
    message.appendNeighbourHeader(index: 0, family: AF_UNSPEC)
    var entries: [Entry] = []
    try socket.dump(message, purpose: "list neighbours") { body in
      let bits = Int32(body.integer(8, as: UInt16.self))
      for attribute in body.dropping(12).attributes() where attribute.type == Int(NDA_DST) {
        entries.append(
          Entry(
            interfaceIndex: body.integer(4, as: Int32.self), address: Array(attribute.value.bytes),
            state: states.first { bits & $0.bit != 0 }?.name ?? "NONE"))
      }
    }
    return entries
  }

  /// Forgets what is known of an address: 4 bytes, or 16.
  ///
  /// - Returns: The entries that were there, and are not any more.
  package static func forget(_ address: [UInt8]) throws(SystemCallError) -> [Entry] {
    let socket = try NetlinkSocket(family: NETLINK_ROUTE)
    let known = try read(on: socket).filter { $0.address == address && $0.state != "FAILED" }
    for entry in known {
      var message = NetlinkMessage(
        type: RouteMessage.deleteNeighbour, flags: Int32(NLM_F_ACK), sequence: socket.nextSequence())
      message.appendNeighbourHeader(
        index: entry.interfaceIndex, family: address.count == 4 ? AF_INET : AF_INET6)
      message.attribute(Int(NDA_DST), bytes: address)
      try socket.perform([("forget a neighbour", message)])
    }
    return known
  }
}
