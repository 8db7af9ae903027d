import Foundation
import TestSupport
import Testing

/// halfopen's own processes, killed and stopped from outside while they work.
@Suite("Faults in our own processes", .runsLabs)
struct OwnProcessesTests {
  static let lab = lab(staying: "3s")

  /// - Parameter pause: How long there is for what a test does to the run, whoever has the processor meanwhile.
  static func lab(staying pause: String) -> String {
    """
    title: A connection that stays for a while
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10, receive ] }
      client: { on: client, socket: [ connect server:7000, send 10, receive ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: receive, result: 10 }
      - wait: \(pause)
    expect:
      - process: { name: client, running: true }
      - process: { name: server, running: true }
    """
  }

  /// When something is done to a run, by what is there then.
  enum Point: String, CaseIterable, Sendable {
    case supervisor = "as soon as there is a supervisor"
    case booting = "while the hosts boot"
    case steps = "in the middle of the steps"
    case writing = "while the record is written"

    func await(_ run: WatchedRun) throws {
      switch self {
      case .supervisor: _ = try run.supervisor()
      case .booting: _ = try run.initProcess(of: "server")
      case .steps: _ = try run.peer(doing: "connect")
      case .writing:
        _ = try run.peer(doing: "connect")
        try run.file("client.pcapng")
      }
    }
  }

  @Test("A runner that is killed takes everything with it", arguments: Point.allCases)
  func runnerKilled(point: Point) throws {
    // Rules out hosts and programs that outlive the command.
    try WatchedRun.start(Self.lab) { run in
      try point.await(run)
      run.send(SIGKILL, to: run.runner)
      let result = try run.finish()
      // The run may be over by the time that the signal comes.
      #expect(
        result.wasKilled ? result.status == SIGKILL : point == .writing && result.status == 0,
        "\(result.output)\(result.errors)")
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A supervisor that is killed ends in a record that says so", arguments: Point.allCases)
  func supervisorKilled(point: Point) throws {
    // Rules out a run without a verdict, and one that nobody can look at afterwards.
    try WatchedRun.start(Self.lab) { run in
      let supervisor = try run.supervisor()
      try point.await(run)
      run.send(SIGKILL, to: supervisor.pid)
      let result = try run.finish()
      // The record may be complete by the time that the signal comes.
      if point != .writing || result.status != 0 {
        #expect(result.status == 2, "\(result.output)\(result.errors)")
        #expect(result.output.contains("the supervisor ended without a record: killed by SIGKILL"))
        #expect(result.output.contains("run the lab again"))
      }
      #expect(try BuiltProgram.run(["check", run.folder + "/runs"]).status == result.status)
      #expect(try run.leftovers() == [])
    }
  }

  @Test("After a supervisor that was killed the other labs are run as ever")
  func queueGoesOn() throws {
    // Rules out a worker that waits for ever, or for the end of a process that it has reaped.
    try WatchedRun.start(Self.lab, ["--repeat", "3", "--jobs", "1", "--quiet"]) { run in
      let supervisor = try run.supervisor()
      try Point.steps.await(run)
      run.send(SIGKILL, to: supervisor.pid)
      let result = try run.finish()
      #expect(result.output.contains("3 labs: 2 pass, 0 fail, 1 inconclusive"), "\(result.output)")
      #expect(try run.leftovers() == [])
    }
  }

  @Test(
    "A host whose init is killed makes the run inconclusive", arguments: [Point.booting, .steps, .writing])
  func hostKilled(point: Point) throws {
    // Rules out a verdict on a lab that went on with a host less, and a message about what followed from that.
    try WatchedRun.start(Self.lab) { run in
      let host = try run.initProcess(of: "server")
      try point.await(run)
      run.send(SIGKILL, to: host.pid)
      let result = try run.finish()
      // While its record is written a host is no longer needed.
      if point != .writing || result.status != 0 {
        #expect(result.status == 2, "\(result.output)\(result.errors)")
        #expect(result.output.contains("host server ended before its time"), "\(result.output)")
      }
      #expect(try BuiltProgram.run(["check", run.folder + "/runs"]).status == result.status)
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A peer that is killed is in the record with its signal", arguments: ["accept", "connect"])
  func peerKilled(operation: String) throws {
    // Rules out a lab that passes without its program.
    try WatchedRun.start(Self.lab) { run in
      run.send(SIGKILL, to: try run.peer(doing: operation).pid)
      let result = try run.finish()
      // The lab expects it to run: or it was killed before the connection that a step waits for.
      #expect(result.status == 1 || result.status == 2)
      let record = try String(contentsOfFile: run.directory + "/record.json", encoding: .utf8)
      #expect(record.contains("\"signal\" : \"SIGKILL\""))
      #expect(result.output.contains("SIGKILL"))
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A peer that is killed while the record is written changes nothing in it")
  func peerKilledAtTheEnd() throws {
    // Rules out a verdict that depends on what comes after the run.
    try WatchedRun.start(Self.lab) { run in
      let peer = try run.peer(doing: "connect")
      try Point.writing.await(run)
      run.send(SIGKILL, to: peer.pid)
      let result = try run.finish()
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(try BuiltProgram.run(["check", run.folder + "/runs"]).status == 0)
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A runner that stands still for a while loses nothing")
  func runnerStopped() throws {
    // Rules out a run whose result depends on whether anybody listens to its progress.
    try WatchedRun.start(Self.lab) { run in
      let supervisor = try run.supervisor()
      try Point.steps.await(run)
      run.send(SIGSTOP, to: run.runner)
      // The lab goes on without it, to the end of its supervisor.
      try run.awaitEnd(of: supervisor)
      run.send(SIGCONT, to: run.runner)
      let result = try run.finish()
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A supervisor that stood still for a while makes a missed time limit inconclusive")
  func supervisorStopped() throws {
    // Rules out a failure that blames TCP for our own standstill.
    let lab = """
      title: An answer that must come soon
      hosts: { client: {}, server: {} }
      processes:
        server: { on: server, socket: [ listen 7000, accept, wait, send 10 ] }
        client: { on: client, socket: [ connect server:7000, receive 10 ] }
      steps:
        - start: server
        - wait: { process: server, call: accept, started: true }
        - start: client
        - wait: { process: server, call: wait, started: true }
        - wait: 3s
        - continue: server
        - wait: { process: client, call: receive, result: 10 }
      expect:
        - call: { process: client, operation: receive, result: 10, after: at most 5s }
      """
    try WatchedRun.start(lab) { run in
      let supervisor = try run.supervisor()
      _ = try run.peer(doing: "connect")
      run.send(SIGSTOP, to: supervisor.pid)
      // So long that the limit is missed; it has no effect on what is asserted how much longer it is.
      usleep(7_000_000)
      run.send(SIGCONT, to: supervisor.pid)
      let result = try run.finish()
      #expect(result.status == 2, "\(result.output)\(result.errors)")
      #expect(result.output.contains("this machine kept the lab waiting for"))
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A supervisor that stands still for ever is ended by the time limit, and the next lab is run")
  func supervisorStoppedForEver() throws {
    // Rules out a CI job that hangs because a process of ours does.
    try WatchedRun.start(Self.lab, ["--repeat", "2", "--jobs", "1", "--time-limit", "20s", "--quiet"]) {
      run in
      run.send(SIGSTOP, to: try run.supervisor().pid)
      let result = try run.finish()
      #expect(result.status == 2)
      // The signal may come before the supervisor is this program at all: then it is given up sooner.
      #expect(
        result.output.contains(
          "it was not over after 20s; '--time-limit' gives it more time; its supervisor stood still")
          || result.output.contains("ETIMEDOUT"), "\(result.output)")
      #expect(result.output.contains("2 labs: 1 pass, 0 fail, 1 inconclusive"))
      #expect(try BuiltProgram.run(["check", run.folder + "/runs"]).status == 2)
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A wait in vain names the peer that stands still")
  func peerStopped() throws {
    // Rules out hours of looking at packets for what a stray SIGSTOP did.
    let lab = Self.lab(staying: "{ process: client, exited: true, within: 5s }")
    try WatchedRun.start(lab) { run in
      run.send(SIGSTOP, to: try run.peer(doing: "connect").pid)
      let result = try run.finish()
      #expect(result.status == 2, "\(result.output)\(result.errors)")
      #expect(result.output.contains("client is stopped by a signal"))
      #expect(try run.leftovers() == [])
    }
  }
}
