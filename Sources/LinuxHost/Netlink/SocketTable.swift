internal import CLinuxShims
internal import Glibc

/// One TCP socket as the kernel lists it.
package struct SocketEntry: Sendable, Hashable {
  /// RFC 9293's names, as ss(8) writes them in full: `ESTABLISHED`, `SYN_SENT`, `TIME_WAIT`.
  package var state: String
  package var localPort: Int
  package var remotePort: Int
  /// Dotted or colon form; empty for a listener.
  package var remoteAddress: String
  package var receiveQueueBytes: Int
  package var sendQueueBytes: Int
  /// The timer that runs, as ss(8)'s `timer:` tells it: `retransmission`, `keepalive`, `timeWait`, `zeroWindowProbe`;
  /// nil for none, and for another.
  package var timer: String?
  /// How often the timer has run out since the other end last answered.
  package var retries: Int
  /// The kernel's own name for the socket: tells a new one from an old one with the same ports.
  package var cookie: UInt64
}

/// Lists the TCP sockets of one host. Source: sock_diag(7).
package final class SocketTable {
  private let socket: NetlinkSocket

  /// Belongs to the calling thread's network namespace.
  package init() throws(SystemCallError) { socket = try NetlinkSocket(family: NETLINK_SOCK_DIAG) }

  /// Those of both families: a host without IPv6 has sockets of it too, which take IPv4 connections (ipv6(7)).
  package func read() throws(SystemCallError) -> [SocketEntry] {
    var entries: [SocketEntry] = []
    try Self.listing(on: socket) { body in
      if let entry = Self.parse(body) { entries.append(entry) }
    }
    return entries
  }

  /// Hands over the kernel's line for each socket: struct inet_diag_msg.
  ///
  /// By the older request, which alone asks for all families at once: each look walks the whole machine's table, so two
  /// would take twice as long. Source: `net/ipv4/inet_diag.c`, `inet_diag_dump_compat`; struct inet_diag_req.
  static func listing(on socket: NetlinkSocket, _ body: (NetlinkReader) -> Void) throws(SystemCallError) {
    var message = NetlinkMessage(
      type: tcpGetSocket, flags: Int32(NLM_F_ROOT | NLM_F_MATCH), sequence: socket.nextSequence())
    for _ in 0..<52 { message.append(UInt8(0)) }
    // Every state, NEW_SYN_RECV (12) too.
    message.append(UInt32(0x1FFF))
    message.append(UInt32(0))
    try socket.dump(message, purpose: "list sockets (sock_diag)", body)
  }

  /// TCPDIAG_GETSOCK, from linux/inet_diag.h.
  private static let tcpGetSocket: Int32 = 18

  private static let states = [
    "", "ESTABLISHED", "SYN_SENT", "SYN_RCVD", "FIN_WAIT_1", "FIN_WAIT_2", "TIME_WAIT", "CLOSED",
    "CLOSE_WAIT", "LAST_ACK", "LISTEN", "CLOSING", "SYN_RCVD",
  ]

  /// Source: inet_diag(7), idiag_timer.
  private static let timers: [UInt8: String] = [
    1: "retransmission", 2: "keepalive", 3: "timeWait", 4: "zeroWindowProbe",
  ]

  /// struct inet_diag_msg: family, state, timer, retrans, then struct inet_diag_sockid and the queues.
  static func parse(_ body: NetlinkReader) -> SocketEntry? {
    let state = Int(body.integer(1, as: UInt8.self))
    guard body.count >= 72, (1..<states.count).contains(state) else { return nil }
    let isIPv6 = body.integer(0, as: UInt8.self) == UInt8(AF_INET6)
    let remote = body.dropping(24).bytes.prefix(isIPv6 ? 16 : 4)
    let listens = states[state] == "LISTEN"
    return SocketEntry(
      state: states[state], localPort: Int(UInt16(bigEndian: body.integer(4, as: UInt16.self))),
      remotePort: Int(UInt16(bigEndian: body.integer(6, as: UInt16.self))),
      remoteAddress: listens ? "" : text(of: Array(remote)),
      receiveQueueBytes: Int(body.integer(56, as: UInt32.self)),
      sendQueueBytes: Int(body.integer(60, as: UInt32.self)),
      timer: timers[body.integer(2, as: UInt8.self)], retries: Int(body.integer(3, as: UInt8.self)),
      cookie: body.integer(44, as: UInt64.self))
  }

  private static func text(of address: [UInt8]) -> String {
    if address.count == 4 { return address.map(String.init).joined(separator: ".") }
    // An IPv4 connection of a listener that takes both. Source: RFC 4291 §2.5.5.2.
    if address.count == 16, address.prefix(12) == [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] {
      return text(of: Array(address.suffix(4)))
    }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let written = address.withUnsafeBytes {
      inet_ntop(AF_INET6, $0.baseAddress, &buffer, socklen_t(buffer.count))
    }
    guard written != nil else { return "" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
