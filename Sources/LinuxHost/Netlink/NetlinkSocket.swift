internal import CLinuxShims
internal import Glibc

/// A netlink socket: bound to the network namespace of the thread that opened it.
final class NetlinkSocket {
  let descriptor: Descriptor
  private var sequence: UInt32 = 0

  /// - Parameters:
  ///   - family: `NETLINK_ROUTE`, `NETLINK_SOCK_DIAG`.
  ///   - groups: Multicast groups to hear, as a bit mask.
  init(family: Int32, groups: UInt32 = 0) throws(SystemCallError) {
    let fd = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), family)
    descriptor = Descriptor(owning: Int32(try checkedErrno(Int(fd), "open a netlink socket")))
    guard groups != 0 else { return }
    var address = sockaddr_nl()
    address.nl_family = sa_family_t(AF_NETLINK)
    address.nl_groups = groups
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor.raw, $0, socklen_t(MemoryLayout<sockaddr_nl>.size))
      }
    }
    try checkedErrno(Int(result), "join netlink groups")
  }

  func nextSequence() -> UInt32 {
    sequence &+= 1
    return sequence
  }

  /// Sends requests that each want an acknowledgement, in one datagram, and reads the acknowledgements.
  ///
  /// The kernel goes on behind one that it refuses, and answers every one. So all answers are read before the first
  /// refusal is thrown: one that stayed would be taken for that of a later request.
  /// Source: `net/netlink/af_netlink.c`, `netlink_rcv_skb`.
  /// - Parameter requests: What each is for, and its message.
  func perform(_ requests: [(purpose: String, message: NetlinkMessage)]) throws(SystemCallError) {
    guard !requests.isEmpty else { return }
    try send(requests.flatMap { $0.message.finished() })
    var answered = 0
    var refusal: SystemCallError?
    while answered < requests.count {
      for message in try receive() where message.type == NLMSG_ERROR && answered < requests.count {
        let error = message.body.integer(0, as: Int32.self)
        if error != 0, refusal == nil {
          refusal = SystemCallError(requests[answered].purpose, on: "", errno: -error)
        }
        answered += 1
      }
    }
    if let refusal { throw refusal }
  }

  /// Sends a dump request and hands over each answer until the dump is done.
  ///
  /// A dump that begins and then fails says so at its end. Source: `net/netlink/af_netlink.c`, `netlink_dump_done`.
  func dump(_ message: NetlinkMessage, purpose: String, _ body: (NetlinkReader) -> Void)
    throws(SystemCallError)
  {
    try send(message.finished())
    while true {
      for message in try receive() {
        let error = message.body.integer(0, as: Int32.self)
        switch message.type {
        case NLMSG_DONE where error == 0: return
        case NLMSG_DONE, NLMSG_ERROR: throw SystemCallError(purpose, on: "", errno: -error)
        default: body(message.body)
        }
      }
    }
  }

  func send(_ bytes: [UInt8]) throws(SystemCallError) {
    let count = bytes.withUnsafeBytes { Glibc.send(descriptor.raw, $0.baseAddress, $0.count, 0) }
    try checkedErrno(count, "send a netlink request")
  }

  /// One datagram's messages.
  func receive() throws(SystemCallError) -> [(type: Int32, body: NetlinkReader)] {
    guard let bytes = try descriptor.readSome(65536) else { return [] }
    var found: [(type: Int32, body: NetlinkReader)] = []
    var rest = bytes[...]
    while rest.count >= 16 {
      let reader = NetlinkReader(rest)
      let length = Int(reader.integer(0, as: UInt32.self))
      guard length >= 16, length <= rest.count else { break }
      found.append(
        (Int32(reader.integer(4, as: UInt16.self)), NetlinkReader(rest.prefix(length).dropFirst(16))))
      rest = rest.dropFirst(min(rest.count, (length + 3) & ~3))
    }
    return found
  }
}
