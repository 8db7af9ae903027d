import Foundation
import TestSupport
import Testing

/// Faults of hosts and their processes: each row's expectations, and what the fault says of itself in the record.
@Suite("Faults of hosts and processes", .runsLabs)
struct HostFaultTests {
  struct Row: CustomTestStringConvertible, Sendable {
    var id: String
    var lab: String
    /// A regular expression for a fault's proof.
    var proof: String
    var testDescription: String { id }
  }

  static let rows = hosts + processes + kernels + programs

  /// The row's text for a program whose children outlive it; `exited` waits for their being there.
  private static func orphans(_ script: String) -> String {
    "  orphans: { on: server, command: [ sh, -c, \"\(script)\" ] }"
  }

  private static func connected(
    server: String, client: String, more: String = "", steps: String, expect: String
  ) -> String {
    FaultTests.connected(server: server, client: client, steps: steps, expect: expect)
      .replacingOccurrences(of: "\nsteps:", with: (more.isEmpty ? "" : "\n" + more) + "\nsteps:")
  }

  static let hosts = [
    Row(
      id: "a frozen host acknowledges, completes handshakes, and runs no program, forked ones neither",
      lab: connected(
        server: "receive 5", client: "send 5",
        more: orphans("sleep 1000 & sleep 1000 &")
          + "\n  late: { on: client, socket: [ connect server:7000 ] }",
        steps: """
            - start: orphans
            - wait: { process: orphans, exited: true }
            - freeze-host: server
            - continue: client
            - wait: { socket: { host: server, receive-queue: 5 } }
            - start: late
            - wait: { process: late, call: connect, result: 0 }
            - thaw-host: server
            - wait: { process: server, call: receive, result: 5 }
          """,
        expect: """
            - packets: { after: freeze-host, before: thaw-host, sequence: [ client > server data len 5, server > client ack ] }
          """),
      proof: #"^stopped: halfopen-peer \(pid \d+\), \w+ \(pid \d+\), \w+ \(pid \d+\)$"#),
    Row(
      id: "shut-down ends programs by SIGTERM, then by SIGKILL, and the host is gone",
      lab: connected(
        server: "receive", client: "receive, wait, send 5",
        more: orphans("trap '' TERM; sleep 1000 &"),
        steps: """
            - start: orphans
            - wait: { process: orphans, exited: true }
            - continue: client
            - shut-down: { host: server, grace: 1s }
            - continue: client
            - wait: { packet: client > server data retransmission }
          """,
        expect: """
            - process: { name: server, signal: SIGTERM }
            - packets: { after: shut-down, sequence: [ server > client fin arrived, client > server data retransmission lost ] }
          """),
      proof:
        #"^1 of its 2 processes ended on SIGTERM; killed after 1s: \w+ \(pid \d+\); connections were left after 1s; then its power went$"#
    ),
    Row(
      id: "a shut-down waits for connections to be closed in full",
      lab: connected(
        server: "receive", client: "receive, close",
        steps:
          "  - continue: client\n  - wait: { process: client, call: receive, started: true }\n  - shut-down: server",
        expect: """
            - packets: { after: shut-down, sequence: [ server > client fin, client > server fin arrived, server > client ack arrived ] }
          """),
      proof: #"^1 of its 1 processes ended on SIGTERM; no connection was left; then its power went$"#),
    Row(
      id: "an unplugged host can lose its power and be booted, its programs started again",
      lab: connected(
        server: "receive", client: "receive",
        more: "  late: { on: client, socket: [ connect server:7000 ] }",
        steps: """
            - unplug: server
            - power-off: server
            - reboot: { host: server, start: [ server ] }
            - wait: { process: server, call: accept, started: true, count: 2 }
            - start: late
            - wait: { process: late, call: connect, result: 0 }
          """,
        expect: "  - packets: { after: reboot, sequence: [ client > server syn, server > client synAck ] }"),
      proof: #"^server is up again, its cable put back, its interface operational; started: server$"#),
  ]

  static let processes = [
    Row(
      id: "crash by abort()",
      lab: connected(
        server: "receive", client: "receive", steps: "  - crash: { process: server, signal: SIGABRT }",
        expect: "  - process: { name: server, signal: SIGABRT }"),
      proof: #"was killed by SIGABRT$"#),
    Row(
      id: "crash by exit in the middle of a call",
      lab: connected(
        server: "receive", client: "receive", steps: "  - crash: { process: server, exit: 7 }",
        expect: "  - process: { name: server, status: 7 }"),
      proof: #"exited with status 7$"#),
    Row(
      id: "crash of our peer before it has done anything",
      lab: """
        title: A crash at once
        hosts: { client: {} }
        processes: { client: { on: client, socket: [ listen 7000, accept ] } }
        steps: [ start: client, crash: client ]
        expect: [ process: { name: client, signal: SIGSEGV } ]
        """,
      proof: #"was killed by SIGSEGV$"#),
    Row(
      id: "crash of a program that is not ours",
      lab: connected(
        server: "receive", client: "receive", more: "  sleeper: { on: server, command: [ sleep, \"1000\" ] }",
        steps: "  - start: sleeper\n  - crash: { process: sleeper, signal: SIGABRT }",
        expect: "  - process: { name: sleeper, signal: SIGABRT }"),
      proof: #"was killed by SIGABRT$"#),
    Row(
      id: "SIGUSR2 from kill is a plain signal, not a request to crash",
      lab: connected(
        server: "receive", client: "receive", steps: "  - kill: { process: server, signal: SIGUSR2 }",
        expect: "  - process: { name: server, signal: SIGUSR2 }"),
      proof: #"was killed by SIGUSR2$"#),
  ]

  static let kernels = [
    Row(
      id: "a sysctl changes how the next connection is answered",
      lab: connected(
        server: "receive", client: "receive",
        more: "  late: { on: client, socket: [ connect server:7000 ] }",
        steps: """
            - sysctl: { on: client, set: { net.ipv4.ip_default_ttl: 33, net.ipv4.tcp_syn_retries: 1 } }
            - sysctl: { on: client, set: { net.ipv4.tcp_syn_linear_timeouts: 0 } }
            - power-off: server
            - start: late
            - wait: { process: late, call: connect, error: ETIMEDOUT }
          """,
        expect: """
            - call: { process: late, operation: connect, error: ETIMEDOUT, after: 3s ± 20% }
          """),
      proof: #"^read back: net.ipv4.ip_default_ttl = 33, net.ipv4.tcp_syn_retries = 1$"#),
    Row(
      id: "a destroyed socket resets its peer and fails its program's call",
      lab: connected(
        server: "receive", client: "receive",
        steps: """
            - continue: client
            - wait: { process: client, call: receive, started: true }
            - destroy-socket: { on: server, port: 7000 }
            - wait: { process: client, call: receive, error: ECONNRESET }
          """,
        expect: """
            - packets: { after: destroy-socket, strict: true, sequence: server > client reset }
            - call: { process: server, operation: receive, nth: last, error: ECONNABORTED }
            - socket: { host: server, state: LISTEN, at: end }
          """),
      proof: #"^gone: port 7000 to 192\.0\.2\.1:\d+ \(ESTABLISHED\)$"#),
    Row(
      id: "a forgotten neighbour is asked for again, also where neighbours are permanent",
      lab: connected(
        server: "receive 5", client: "send 5",
        steps: """
            - forget-neighbour: { on: client, of: server }
            - continue: client
            - wait: { process: server, call: receive, result: 5 }
          """,
        expect: """
            - packets: { after: forget-neighbour, sequence: [ client > any arpRequest, server > client arpReply, client > server data ] }
          """),
      proof: #"^the entry of server \(IPv4, PERMANENT\) is gone$"#),
    Row(
      id: "a slow link takes its time",
      lab: connected(
        server: "receive 20000", client: "send 20000",
        steps: """
            - link-speed: { on: client, rate: 1mbit, queue: 100000 bytes }
            - continue: client
            - wait: { process: server, call: receive, result: 20000 }
          """,
        expect: """
            - call: { process: server, operation: receive, nth: last, result: 20000, after: at least 140ms, since: continue }
            - counter: { host: client, name: Qdisc.Dropped, is: 0 }
          """),
      proof: #"^tc lists 'qdisc tbf .* rate 1Mbit "#),
    Row(
      id: "a host with a smaller MTU sends smaller segments and loses larger ones",
      lab: connected(
        server: "send 1000, receive 1000", client: "receive 1000, send 1000",
        steps: """
            - mtu: { on: server, bytes: 600 }
            - continue: client
            - wait: { process: client, call: receive, result: 1000 }
            - wait: { packet: client > server 1st data retransmission len 1000 }
          """,
        expect: """
            - packets: { after: mtu, none: server > client data len 1000 }
            - packets: { after: mtu, sequence: [ client > server data len 1000 lost ] }
          """),
      proof: #"^its MTU is 600$"#),
  ]

  /// What runs a program of another kind.
  static let programs =
    !OtherProgram.isWanted("python3")
    ? []
    : [
      Row(
        id: "a server of both families is seen, and its connection destroyed, on a host without IPv6",
        lab: """
          title: A server of both families
          hosts: { client: {}, server: {} }
          processes:
            server:
              on: server
              command:
                - python3
                - -c
                - "import socket; s = socket.socket(socket.AF_INET6); s.bind(('::', 7000)); s.listen(); print(s.accept()[0].recv(1))"
              ready: { port: 7000 }
            client: { on: client, socket: [ connect server:7000, receive ] }
          steps:
            - start: server
            - start: client
            - wait: { socket: { host: server, port: 7000, state: ESTABLISHED } }
            - destroy-socket: { on: server, port: 7000 }
            - wait: { process: client, call: receive, error: ECONNRESET }
          expect:
            - packets: { after: destroy-socket, sequence: server > client reset }
          """,
        proof: #"^gone: port 7000 to 192\.0\.2\.1:\d+ \(ESTABLISHED\)$"#)
    ]

  @Test("Who reads a stream in turn with a forked child is told of no wrong byte")
  func forkedReaders() throws {
    // Rules out that each counts from where it was at the fork, and finds the other's bytes missing.
    let lab = FaultTests.connected(
      server: "fork: [ receive 10 ], wait, receive 10", client: "send 20",
      steps: """
          - continue: client
          - wait: { process: server.child, call: receive, result: 10 }
          - continue: server
          - wait: { process: server, call: receive, result: 10 }
        """,
      expect: "  - call: { process: server, operation: receive, result: 10 }")
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let calls = try #require(try LiveLab.record(in: directory)["calls"] as? [[String: Any]])
      #expect(calls.count { $0["operation"] as? String == "receive" } == 3)
      #expect(calls.allSatisfy { $0["wrongByte"] == nil })
    }
  }

  @Test("A fault takes hold and says how", arguments: rows)
  func fault(row: Row) throws {
    // Rules out a fault that is recorded as done and changes nothing, or not all that it should.
    try LiveLab.run(row.lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let record = try LiveLab.record(in: directory)
      let faults = try #require(record["faults"] as? [[String: Any]])
      let proofs = faults.compactMap { $0["proof"] as? String }
      let expected = try Regex(row.proof)
      #expect(proofs.contains { $0.contains(expected) }, "\(proofs)")
    }
  }
}
