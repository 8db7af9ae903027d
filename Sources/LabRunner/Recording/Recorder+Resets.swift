internal import Evidence
internal import WireFormat

extension Recorder {
  /// Says why a host sent its resets where the packets alone do not tell, but its kernel's counters do.
  ///
  /// A RST sent by close() looks the same whether bytes were unread or SO_LINGER was zero. The kernel counts them
  /// apart: TCPAbortOnClose is the former. Only when every unexplained reset of the host is counted there is
  /// each of them known. Source: `net/ipv4/tcp.c`, `__tcp_close`.
  func explainResets() {
    for host in record.hosts {
      let unexplained = record.packets.indices.filter { index in
        let packet = record.packets[index]
        return packet.from == host.name && packet.packetClass == .reset
          && (packet.cause == nil || packet.cause == .unknown)
      }
      let counted = host.counters["TcpExt.TCPAbortOnClose"] ?? 0
      guard !unexplained.isEmpty, counted == unexplained.count else { continue }
      let fact = "the kernel of \(host.name) counted \(counted) under TCPAbortOnClose: closed with bytes unread"
      for index in unexplained { explainReset(at: index, .unreadData, because: fact) }
    }
  }
}
