import Evidence
import Reports
import WireFormat

/// Runs that are hard to draw.
enum SampleLadders {
  /// Four hosts, two processes on one of them, packets between neighbours and across.
  static func fourHosts() -> RunRecord {
    var builder = RecordBuilder(
      "nat/four-hosts", title: "Four hosts", hosts: ["client", "router", "proxy", "server"])
    builder.process("one", on: "proxy")
    builder.process("two", on: "proxy")
    builder.call("client", "connect server:7000", at: 1, until: 200, error: "EHOSTUNREACH")
    builder.packet("client", "router", .arpRequest, at: 1.1)
    builder.packet("router", "client", .arpReply, at: 1.2)
    builder.packet("client", "server", .syn, at: 2)
    builder.packet("server", "client", .synAck, at: 3)
    builder.packet("client", "proxy", .data, at: 4, bytes: 1448, kind: .tailLossProbe)
    builder.packet("proxy", "router", .zeroWindowProbeAck, at: 5, flags: [.zeroWindow])
    builder.packet("proxy", "client", .data, at: 6, bytes: 10, fate: .lost)
    builder.packet("router", "proxy", .data, at: 7, bytes: 10, fate: .inFlight)
    builder.packet("server", "proxy", .data, at: 8, bytes: 10, fate: .unsent)
    builder.call("proxy", "receive 4096", at: 9, until: 9.2, error: "ECONNRESET", process: "two")
    builder.state("proxy", "CLOSE_WAIT", at: 10)
    builder.fault("unplug", "unplug: router", on: "router", at: 11, proof: "no carrier")
    builder.fault("power-off", "power-off: server", on: "server", at: 12)
    builder.packet("router", "server", .icmpError, at: 150, fate: .lost)
    builder.fault("replug", "replug: router", on: "router", at: 180)
    builder.end(at: 300)
    return builder.record
  }

  /// Ten minutes of a healthy connection, then a reset.
  static func longRun() -> RunRecord {
    var builder = RecordBuilder("long/traffic", title: "Ten minutes")
    builder.process("server")
    builder.process("client")
    builder.connectAndSend()
    for round in 0..<6000 {
      let at = 10 + Double(round) * 100
      builder.call("client", "send 1448", at: at, until: at + 0.1, result: 1448)
      builder.packet("client", "server", .data, at: at + 0.05, bytes: 1448, flags: [.push])
      builder.packet("server", "client", .ack, at: at + 0.1)
    }
    for probe in 0..<40 {
      let at = 700_000 + Double(probe) * 75_000
      builder.packet("client", "server", .keepaliveProbe, at: at)
      builder.packet("server", "client", .keepaliveAck, at: at + 0.1)
    }
    builder.packet("server", "client", .reset, at: 4_000_000, cause: .keepaliveExpired)
    builder.end(at: 4_000_100)
    return builder.record
  }

  /// Names and texts that would spoil a terminal, a page or the columns.
  static func hostile() -> RunRecord {
    var builder = RecordBuilder(
      "hostile/\u{1b}[2Jnames",
      title: "\u{1b}]0;owned\u{7} <script>alert('x')</script> & \"quotes\" \u{202e}txt\u{9b}31m",
      hosts: ["客户端", "sérvêr👩‍👩‍👧‍👦"])
    builder.process("wörker\n::error::injected", on: "客户端")
    builder.process("二", on: "客户端", exit: .signal("SIGKILL\r"), exitAt: 7)
    builder.call(
      "客户端", "connect 服务器:7000 with a very long and wide text 非常长的文字非常长的文字非常长的文字非常长的文字", at: 1, until: 20,
      error: "E\u{1b}[31mRED", process: "二")
    builder.packet("客户端", "sérvêr👩‍👩‍👧‍👦", .syn, at: 2)
    builder.packet("somewhere\u{0}else", "客户端", .reset, at: 3, cause: .unknown, fate: .unsent)
    builder.state("sérvêr👩‍👩‍👧‍👦", "ESTAB\tLISHED", at: 4)
    builder.fault("kill", "kill: { process: 二, signal: \"]]>\" }", on: "客户端", at: 6)
    builder.state("nowhere", "LOST", at: 8)
    builder.end(at: 30)
    return builder.record
  }
}
