internal import CLinuxShims
internal import Glibc

/// The largest packet that an interface of the calling thread's network namespace takes. Source: netdevice(7).
package enum InterfaceMTU {
  /// Sets it, and reads it back.
  package static func set(_ bytes: Int, on interface: String) throws(SystemCallError) -> Int {
    let index = Int32(if_nametoindex(interface))
    guard index > 0 else { throw SystemCallError("find the interface", on: interface, errno: ENODEV) }
    let socket = try NetlinkSocket(family: NETLINK_ROUTE)
    var message = NetlinkMessage(
      type: RouteMessage.setLink, flags: Int32(NLM_F_ACK), sequence: socket.nextSequence())
    message.appendLinkHeader(index: index)
    message.attribute(IFLA_MTU, UInt32(clamping: bytes))
    try socket.perform([("set the MTU to \(bytes) on \(interface)", message)])
    return try read(index, on: socket)
  }

  private static func read(_ index: Int32, on socket: NetlinkSocket) throws(SystemCallError) -> Int {
    var message = NetlinkMessage(
      type: RouteMessage.getLink, flags: Int32(NLM_F_ROOT | NLM_F_MATCH), sequence: socket.nextSequence())
    message.appendLinkHeader(index: 0)
    var mtu = 0
    try socket.dump(message, purpose: "list interfaces") { body in
      guard body.integer(4, as: Int32.self) == index else { return }
      for attribute in body.dropping(16).attributes() where attribute.type == IFLA_MTU {
        mtu = Int(attribute.value.integer(0, as: UInt32.self))
      }
    }
    return mtu
  }
}
