import Foundation
import TestSupport
import Testing

/// Each row is a lab of its own, whose expectations say what the fault must do; a row that cannot be told
/// from one without its fault would pass either way, so each expects what only the fault brings about.
@Suite("Faults on real hosts", .runsLabs)
struct FaultTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var lab: String
    var testDescription: String { id }
  }

  /// Two hosts with a connection, ten bytes sent and read.
  static func connected(server: String, client: String, steps: String, expect: String) -> String {
    """
    title: A fault
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10, \(server) ] }
      client: { on: client, socket: [ connect server:7000, send 10, wait, \(client) ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - wait: { process: server, call: receive, result: 10 }
    \(steps)
    expect:
    \(expect)
    """
  }

  static let rows = [
    Row(
      id: "kill with SIGTERM sends FIN",
      lab: connected(
        server: "receive", client: "receive", steps: "  - kill: { process: server, signal: SIGTERM }",
        expect: """
            - process: { name: server, signal: SIGTERM }
            - packets: { after: kill, sequence: server > client fin }
          """)),
    Row(
      id: "crash is a real SIGSEGV",
      lab: connected(
        server: "receive", client: "receive", steps: "  - crash: server",
        expect: "  - process: { name: server, signal: SIGSEGV }")),
    Row(
      id: "a frozen program's kernel goes on acknowledging",
      lab: connected(
        server: "receive 5", client: "send 5",
        steps: """
            - freeze: server
            - continue: client
            - wait: { socket: { host: server, receive-queue: 5 } }
            - thaw: server
            - wait: { process: server, call: receive, result: 5 }
          """,
        expect: """
            - packets: { after: freeze, before: thaw, sequence: [ client > server data len 5, server > client ack ] }
          """)),
    Row(
      id: "power-off: not one packet more from that host",
      lab: connected(
        server: "receive", client: "send 5",
        steps: """
            - power-off: server
            - continue: client
            - wait: { packet: client > server data retransmission }
          """,
        expect: """
            - packets: { after: power-off, none: server > client any }
            - packets: { after: power-off, none: client > server any arrived }
          """)),
    Row(
      id: "reboot: the old connection's data is answered by RST",
      lab: connected(
        server: "receive", client: "send 5, receive",
        steps: """
            - reboot: server
            - continue: client
            - wait: { process: client, call: receive, error: ECONNRESET }
          """,
        expect: "  - packets: { after: reboot, sequence: [ client > server data, server > client reset ] }")),
    Row(
      id: "a firewall drops in the middle of a connection, and is lifted",
      lab: connected(
        server: "receive 5", client: "send 5",
        steps: """
            - firewall: { on: server, drop: tcp dport 7000 }
            - continue: client
            - wait: { packet: client > server data retransmission }
            - lift-firewall: server
            - wait: { process: server, call: receive, result: 5 }
          """,
        expect: "  - packets: { after: firewall, before: lift-firewall, none: server > client ack }")),
    Row(
      id: "a firewall rejects with RST",
      lab: connected(
        server: "receive", client: "send 5, receive",
        steps: """
            - firewall: { on: server, reject: tcp dport 7000 }
            - continue: client
            - wait: { process: client, call: receive, error: ECONNRESET }
          """,
        expect: "  - packets: { after: firewall, sequence: [ client > server data, server > client reset ] }")
    ),
  ]

  @Test("A fault takes hold and does what it says", arguments: rows)
  func fault(row: Row) throws {
    // Rules out a fault that is recorded as done and changes nothing.
    try LiveLab.run(row.lab) { result, _ in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }
  }
}
