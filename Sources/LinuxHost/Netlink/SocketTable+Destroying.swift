internal import CLinuxShims
internal import Glibc

extension SocketTable {
  /// Destroys TCP sockets of the calling thread's network namespace, as `ss -K` does.
  ///
  /// The kernel ends the connection at once, sends RST where the state asks for one, and the program gets
  /// ECONNABORTED. Source: sock_diag(7), `net/ipv4/tcp.c`, `tcp_abort`.
  /// - Returns: Those that were destroyed.
  package static func destroy(where chosen: (SocketEntry) -> Bool) throws(SystemCallError) -> [SocketEntry] {
    let socket = try NetlinkSocket(family: NETLINK_SOCK_DIAG)
    var found: [(entry: SocketEntry, family: UInt8, id: [UInt8])] = []
    try listing(on: socket) { body in
      guard let entry = parse(body), chosen(entry) else { return }
      // struct inet_diag_msg: family first, struct inet_diag_sockid from its fourth byte on.
      found.append((entry, body.integer(0, as: UInt8.self), Array(body.dropping(4).bytes.prefix(48))))
    }
    var destroyed: [SocketEntry] = []
    for (entry, family, id) in found {
      var message = NetlinkMessage(
        type: Int32(SOCK_DESTROY), flags: Int32(NLM_F_ACK), sequence: socket.nextSequence())
      for byte in [family, UInt8(IPPROTO_TCP), 0, 0] { message.append(byte) }
      message.append(UInt32.max)
      for byte in id { message.append(byte) }
      do throws(SystemCallError) {
        try socket.perform([("destroy a socket (SOCK_DESTROY)", message)])
        destroyed.append(entry)
      } catch {
        // It was gone by itself.
        if error.errno != ENOENT { throw error }
      }
    }
    return destroyed
  }
}
