internal import CLinuxShims
internal import Glibc

/// The connections that a host's firewall and NAT know: the kernel's connection tracking.
///
/// Source: `include/uapi/linux/netfilter/nfnetlink_conntrack.h`, `net/netfilter/nf_conntrack_netlink.c`.
package final class ConnectionTable {
  private let socket: NetlinkSocket
  /// nfnetlink's subsystem 1, conntrack: get is 1, delete is 2.
  private static let get: Int32 = 1 << 8 | 1
  private static let delete: Int32 = 1 << 8 | 2
  private static let ctaID = 12

  /// Belongs to the calling thread's network namespace.
  package init() throws(SystemCallError) { socket = try NetlinkSocket(family: NETLINK_NETFILTER) }

  /// The kernel's numbers of the connections it knows.
  package func read() throws(SystemCallError) -> Set<UInt32> {
    var found: Set<UInt32> = []
    try socket.dump(message(Self.get, flags: NLM_F_ROOT | NLM_F_MATCH), purpose: "list known connections") {
      body in
      for attribute in body.dropping(4).attributes() where attribute.type == Self.ctaID {
        found.insert(UInt32(bigEndian: attribute.value.integer(0, as: UInt32.self)))
      }
    }
    return found
  }

  /// Forgets them all.
  package func clear() throws(SystemCallError) {
    try socket.perform([("forget all known connections", message(Self.delete, flags: NLM_F_ACK))])
  }

  /// With struct nfgenmsg: any family, version 0, no resource.
  private func message(_ type: Int32, flags: Int32) -> NetlinkMessage {
    var message = NetlinkMessage(type: type, flags: flags, sequence: socket.nextSequence())
    message.append(UInt8(AF_UNSPEC))
    message.append(UInt8(0))
    message.append(UInt16(0))
    return message
  }
}
