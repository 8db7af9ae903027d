import Foundation
import TestSupport
import Testing

@Suite("Hosts", .runsLabs)
struct HostTests {
  @Test("Any program resolves the hosts' names, and what it prints is kept")
  func names() throws {
    // Rules out names that only our own peer knows.
    let lab = """
      title: Names
      hosts: { client: {}, server: {} }
      processes:
        lookup: { on: client, command: [ getent, hosts, server ] }
      steps:
        - start: lookup
        - wait: { process: lookup, exited: true }
      expect:
        - process: { name: lookup, status: 0 }
      """
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let printed = try String(contentsOfFile: directory + "/lookup.stdout", encoding: .utf8)
      #expect(printed.contains("192.0.2.2"))
    }
  }

  @Test(
    "A kernel parameter that does not exist makes a lab inconclusive, unless it need not exist",
    arguments: [("sysctl", Int32(2)), ("sysctl-if-present", Int32(0))])
  func missingSysctl(key: String, status: Int32) throws {
    // Rules out a result that depends on a parameter which was never set.
    let lab = """
      title: A missing parameter
      hosts: { client: { \(key): { net.ipv4.tcp_no_such_thing: 1 } } }
      processes: { client: { on: client, socket: [ listen 7000 ] } }
      steps: [ start: client ]
      expect: [ process: { name: client, running: true } ]
      """
    try LiveLab.run(lab) { result, _ in
      #expect(result.status == status, "\(result.output)\n\(result.errors)")
      #expect(status == 0 || result.output.contains("tcp_no_such_thing"), "\(result.output)")
    }
  }

  @Test("A capture that fails on the way makes a lab inconclusive")
  func failedCapture() throws {
    // Rules out a pass on packets that nobody could see, as the capture has statistics all the same.
    let lab = """
      title: A program deletes its interface
      hosts: { client: {}, server: {} }
      processes: { delete: { on: client, command: [ ip, link, delete, eth0 ] } }
      steps:
        - start: delete
        - wait: { process: delete, exited: true }
        - wait: 50ms
      expect: [ packets: { none: any } ]
      """
    try LiveLab.run(lab) { result, _ in
      #expect(result.status == 2, "\(result.output)\n\(result.errors)")
      #expect(result.output.contains("the capture of client may have missed frames"), "\(result.output)")
    }
  }

  @Test("A program that does not exist makes a lab inconclusive, with its name")
  func missingProgram() throws {
    // Rules out a lab that passes because nothing ran.
    let lab = """
      title: A missing program
      hosts: { client: {} }
      processes: { client: { on: client, command: [ no-such-program-anywhere ] } }
      steps: [ start: client ]
      expect: [ process: { name: client, running: true } ]
      """
    try LiveLab.run(lab) { result, _ in
      #expect(result.status == 2)
      #expect(result.output.contains("no-such-program-anywhere"))
    }
  }

  @Test("A host sees nothing of what others say to each other")
  func isolation() throws {
    // Rules out a switch that floods, which would put strangers' packets into a host's capture.
    let lab = """
      title: Three hosts
      hosts: { client: {}, server: {}, witness: {} }
      processes:
        server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
        client: { on: client, socket: [ connect server:7000, send 10 ] }
      steps:
        - start: server
        - wait: { process: server, call: accept, started: true }
        - start: client
        - wait: { process: server, call: receive, result: 10 }
      expect:
        - packets: { none: any > witness any }
        - packets: { sequence: [ client > server syn, server > client synAck ] }
      """
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let captures = try LiveLab.record(in: directory)["captures"] as? [[String: Any]] ?? []
      let frames = captures.first { $0["host"] as? String == "witness" }?["frames"] as? Int
      #expect(frames == 0)
    }
  }
}
