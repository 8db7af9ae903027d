internal import CLinuxShims
internal import Glibc

/// Follows the operational state of one network namespace's interfaces.
///
/// A veth's carrier is worked through by the kernel later than the request that changed it
/// (`linkwatch`), and until then packets are still queued or thrown away. So whoever plugs or unplugs
/// waits here for the state itself. Source: RFC 2863 §3.1.14, `net/core/link_watch.c`.
package final class LinkWatcher {
  private let socket: NetlinkSocket

  /// Belongs to the calling thread's network namespace; hears changes from now on.
  package init() throws(SystemCallError) {
    socket = try NetlinkSocket(family: NETLINK_ROUTE, groups: UInt32(RTMGRP_LINK))
    try socket.descriptor.setNonBlocking(true)
  }

  /// Waits until the interface is operational (IF_OPER_UP), or is not.
  ///
  /// - Returns: false when the deadline passed first.
  package func waitFor(index: Int32, up: Bool, timeoutNs: Int64) throws(SystemCallError) -> Bool {
    let deadline = Clock.monotonicNs() + timeoutNs
    try ask(index)
    while true {
      for message in try changes(askingFor: index) where message.type == RouteMessage.newLink {
        guard message.body.integer(4, as: Int32.self) == index else { continue }
        for attribute in message.body.dropping(16).attributes()
        where attribute.type == IFLA_OPERSTATE {
          let operational = attribute.value.integer(0, as: UInt8.self) == 6
          if operational == up { return true }
        }
      }
      let left = deadline - Clock.monotonicNs()
      if left <= 0 { return false }
      _ = try waitReadable([socket.descriptor.raw], timeoutNs: left)
    }
  }

  /// What came since the last time.
  ///
  /// Where there are many links, the kernel may have had no room for every change. What is left is out of date then,
  /// so it is thrown away and the state asked for. Source: netlink(7), ENOBUFS.
  private func changes(askingFor index: Int32) throws(SystemCallError) -> [(type: Int32, body: NetlinkReader)]
  {
    do throws(SystemCallError) { return try socket.receive() } catch {
      guard error.name == "ENOBUFS" else { throw error }
    }
    while try !socket.receive().isEmpty {}
    try ask(index)
    return []
  }

  /// Requests the state as it is now; the answer comes among the changes.
  private func ask(_ index: Int32) throws(SystemCallError) {
    var message = NetlinkMessage(type: RouteMessage.getLink, flags: 0, sequence: socket.nextSequence())
    message.appendLinkHeader(index: index)
    try socket.send(message.finished())
  }
}
