internal import Evidence
internal import WireFormat

extension Recorder {
  /// Says why a host sent its resets where the packets alone do not tell, but its kernel's counters do.
  func explainResets() {
    for host in record.hosts {
      let account = HostAccount(host, in: record)
      explainRejections(account)
      refuteUnread(account)
      // A RST sent by close() looks the same whether bytes were unread or SO_LINGER was zero. The kernel counts
      // them apart. Only when every unexplained reset of the host is counted is each of them known.
      // Source: `net/ipv4/tcp.c`, `__tcp_close`.
      explainUnknown(account, .unreadData, counter: "TCPAbortOnClose", meaning: "closed with bytes unread")
      explainUnknown(account, .lingerZero, counter: "TCPAbortOnData", meaning: "closed with SO_LINGER 0")
    }
  }

  /// A socket that is destroyed behind its closed window looks like one closed with bytes unread, which the kernel
  /// counts.
  ///
  /// Source: `net/ipv4/tcp.c`, `__tcp_close`, `tcp_abort`.
  private func refuteUnread(_ account: HostAccount) {
    let counters = account.host.counters
    guard counters["Tcp.OutRsts", default: 0] > 0, counters["TcpExt.TCPAbortOnClose", default: 0] == 0 else {
      return
    }
    let name = account.host.name
    let fact = "the kernel of \(name) counted none under TCPAbortOnClose, so close() did not send it"
    for index in resets(of: name) where record.packets[index].cause == .unreadData {
      explainReset(at: index, .unknown, because: fact)
    }
  }

  private func explainUnknown(
    _ account: HostAccount, _ cause: ResetCause, counter: String, meaning: String
  ) {
    let name = account.host.name
    let unexplained = resets(of: name).filter { record.packets[$0].cause ?? .unknown == .unknown }
    let counted = account.counted("TcpExt.\(counter)")
    guard !unexplained.isEmpty, counted == unexplained.count else { return }
    let fact = "the kernel of \(name) counted \(counted) under \(counter): \(meaning)"
    for index in unexplained { explainReset(at: index, cause, because: fact) }
  }

  /// A RST of nftables' reject looks like TCP's own, but OutRsts does not count it.
  ///
  /// Where exactly as many are not counted as were sent while such a rule was in force, it is these.
  /// Source: `net/ipv4/netfilter/nf_reject_ipv4.c`, `nf_send_reset`.
  private func explainRejections(_ account: HostAccount) {
    let name = account.host.name
    let rules = record.faults.filter {
      $0.host == name && $0.kind == "firewall" && $0.text.contains("reject") && $0.site.hasPrefix("input")
    }
    let isRouter = rejectingRouters.contains(name)
    guard let first = isRouter ? 0 : rules.map(\.appliedAtNs).min(),
      account.countedAtTheCable("Tcp.OutRsts") == 0
    else {
      return
    }
    let lifted = record.faults.filter { $0.host == name && $0.kind == "lift-firewall" }.map(\.appliedAtNs)
    let end = lifted.filter { $0 > first }.max() ?? .max
    let all = resets(of: name)
    let during = all.filter { (first..<end).contains(record.packets[$0].sentAtNs) }
    let counted = account.counted("Tcp.OutRsts")
    guard !during.isEmpty, counted + Int64(during.count) == Int64(all.count) else { return }
    let fact = "TCP of \(name) sent \(counted) RSTs by its own count (OutRsts), so its firewall sent this one"
    for index in during { explainReset(at: index, .firewall, because: fact) }
  }

  private func resets(of host: String) -> [Int] {
    record.packets.indices.filter {
      record.packets[$0].from == host && record.packets[$0].packetClass == .reset
        && record.packets[$0].fate != .unsent
    }
  }
}
