import Foundation
import TestSupport
import Testing

@Suite("Networks", .runsLabs)
struct NetworkTests {
  /// Clients behind two routers, the first of which translates: both with the same port, so that one gets another.
  static func text(ipv6: Bool) -> String {
    let host = ipv6 ? "{ ipv6: true }" : "{}"
    return """
      title: Two routers
      hosts: { alice: \(host), bob: \(host), near: \(host), far: \(host), server: \(host) }
      network:
        switches:
          inside: [ alice, bob, near ]
          middle: [ near, far ]
          outside: [ far, server ]
        routers:
          near: { nat: inside > middle, firewall: inside > middle }
          far: {}
      processes:
        server: { on: server, socket: [ listen 7000, accept, receive 10, send 20, accept, receive 10, send 20 ] }
        alice: { on: alice, socket: [ connect server:7000 from 40000, send 10, receive 20 ] }
        bob: { on: bob, socket: [ connect server:7000 from 40000, send 10, receive 20 ] }
        outsider: { on: server, socket: [ connect alice:7000 ] }
      steps:
        - start: server
        - wait: { process: server, call: accept, started: true }
        - start: alice
        - wait: { process: alice, call: receive, result: 20 }
        - start: bob
        - wait: { process: bob, call: receive, result: 20 }
        - start: outsider
        - wait: { process: outsider, call: connect, error: ENETUNREACH }
        - wait: 50ms
      expect:
        - packets: { connection: 1, sequence: [ alice > server syn arrived, server > alice synAck arrived ] }
        - packets: { connection: 2, sequence: [ bob > server syn arrived, server > bob synAck arrived ] }
        - packets: { sequence: server > alice data len 20 arrived }
        - packets: { sequence: server > bob data len 20 arrived }
        - packets: { none: [ any lost, near > any any, any > near any, far > any any, any > far any ] }
      """
  }

  @Test("Packets through a NAT and two routers are named by their ends", arguments: [false, true])
  func names(ipv6: Bool) throws {
    // Rules out a packet that is taken for several, or for the router's, and a connection counted twice.
    try LiveLab.run(Self.text(ipv6: ipv6)) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      #expect(result.output.contains("referee agrees"))
      let record = try LiveLab.record(in: directory)
      let connections = record["connections"] as? [[String: Any]] ?? []
      #expect(connections.map { $0["clientHost"] as? String } == ["alice", "bob"])
      #expect(connections.map { $0["serverHost"] as? String } == ["server", "server"])
      // Two interfaces, so two captures of the router, in one file.
      let captures = record["captures"] as? [[String: Any]] ?? []
      #expect(captures.filter { $0["file"] as? String == "near.pcapng" }.count == 2)
    }
  }

  @Test("bind() gives a local address and port, also where the host has IPv6", arguments: [false, true])
  func binding(ipv6: Bool) throws {
    // Rules out a socket of IPv6 that refuses an IPv4 address, and a bind() of the listener instead.
    let host = ipv6 ? "{ ipv6: true }" : "{}"
    let lab = """
      title: Binding
      hosts: { client: \(host), server: \(host) }
      processes:
        server: { on: server, socket: [ listen 7000, accept, receive ] }
        client: { on: client, socket: [ listen 9000, bind 5000, connect server:7000 ] }
        other: { on: client, socket: [ set nodelay on, bind 127.0.0.1:6000 ] }
      steps:
        - start: server
        - wait: { process: server, call: accept, started: true }
        - start: client
        - wait: { process: client, call: connect, result: 0 }
        - start: other
        - wait: { process: other, call: bind, result: 0 }
      expect:
        - call: { process: client, operation: bind, result: 0 }
        - call: { process: client, operation: connect, result: 0 }
        - socket: { host: client, port: 5000, state: ESTABLISHED }
      """
    try LiveLab.run(lab) { result, _ in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }
  }

  @Test("A host with IPv6 says nothing of its own accord")
  func silence() throws {
    // Rules out neighbour discovery and multicast reports among a lab's packets.
    let lab = """
      title: Silence
      hosts: { client: { ipv6: true }, server: { ipv6: true } }
      steps: [ wait: 2s ]
      expect: [ packets: { none: any } ]
      """
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let captures = try LiveLab.record(in: directory)["captures"] as? [[String: Any]] ?? []
      #expect(captures.map { $0["frames"] as? Int } == [0, 0])
    }
  }

  @Test("Packets keep their order through a router while an uninvolved host is booted again")
  func bootedBeside() throws {
    // Rules out packets that are lost, and others that the router made, because a boot takes in what has arrived before
    // what was sent.
    let lab = """
      title: A host is booted while others talk through a router
      hosts: { client: {}, gw: {}, server: {}, other: {} }
      network:
        switches: { inside: [ other, client, gw ], outside: [ gw, server ] }
        routers: { gw: {} }
      processes:
        server: { on: server, socket: [ listen 7000, accept, receive until-closed ] }
        client: { on: client, socket: [ connect server:7000, set nodelay on, wait, send 4000 times 20000 every 50us ] }
      steps:
        - start: server
        - wait: { process: server, call: accept, started: true }
        - start: client
        - wait: { process: client, call: wait, started: true }
        - continue: client
        - wait: 50ms
      \(String(repeating: "  - reboot: other\n", count: 20))
        - kill: client
        - wait: 300ms
      expect:
        - packets: { none: gw > any any }
        - packets: { none: any > any any lost }
      """
    try LiveLab.run(lab) { result, _ in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
    }
  }
}
