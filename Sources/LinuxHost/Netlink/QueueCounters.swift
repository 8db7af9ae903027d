internal import CLinuxShims
internal import Glibc

/// What the queues in front of one network namespace's interfaces have thrown away.
///
/// Source: tc(8); `net/core/gen_stats.c`.
final class QueueCounters {
  private let socket: NetlinkSocket
  // `include/uapi/linux/pkt_sched.h`, `include/uapi/linux/gen_stats.h`
  private static let root = UInt32.max
  private static let statistics = 7
  private static let queueStatistics = 3

  /// Belongs to the calling thread's network namespace.
  init() throws(SystemCallError) { socket = try NetlinkSocket(family: NETLINK_ROUTE) }

  /// The packets that the root queues (qdiscs) dropped, of all interfaces together.
  func dropped() throws(SystemCallError) -> Int64 {
    var message = NetlinkMessage(
      type: RouteMessage.getQueue, flags: Int32(NLM_F_ROOT | NLM_F_MATCH), sequence: socket.nextSequence())
    message.appendTrafficHeader()
    var dropped: Int64 = 0
    try socket.dump(message, purpose: "list queues (qdiscs)") { body in
      // struct tcmsg: family, interface, handle, parent, info
      guard body.integer(12, as: UInt32.self) == Self.root else { return }
      for attribute in body.dropping(20).attributes() where attribute.type == Self.statistics {
        for part in attribute.value.attributes() where part.type == Self.queueStatistics {
          // struct gnet_stats_queue: qlen, backlog, drops
          dropped += Int64(part.value.integer(8, as: UInt32.self))
        }
      }
    }
    return dropped
  }
}
