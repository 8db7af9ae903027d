import Foundation
import TestSupport
import Testing

/// Programs of a lab that do what no program should.
@Suite("Unruly programs", .runsLabs)
struct UnrulyProgramTests {
  static func lab(_ script: String, ready: String? = nil, pause: String = "300ms", expect: String) -> String {
    """
    title: An unruly program
    hosts: { client: {} }
    processes:
      program: { on: client, command: [ bash, -c, "\(script)" ]\(ready.map { ", ready: { output: \($0) }" } ?? "") }
    steps:
      - start: program
      - wait: \(pause)
    expect:
      - process: { name: program, \(expect) }
    """
  }

  @Test("500 children, none of which heeds SIGTERM, are gone with their lab")
  func manyChildren() throws {
    // Rules out clean-up that counts on programs to end their own children.
    let script = "trap '' TERM; for i in {1..500}; do sleep 1000 & done; echo all; wait"
    try WatchedRun.start(Self.lab(script, ready: "all", pause: "3s", expect: "running: true")) { run in
      try run.processes(named: "sleep", count: 500)
      let result = try run.finish()
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(try run.leftovers() == [])
    }
  }

  @Test("Of a program that prints without end 16 MB are kept, and the lab goes on")
  func endlessOutput() throws {
    // Rules out a full disk, a record without bounds, and a supervisor that does nothing but read.
    try WatchedRun.start(Self.lab("exec yes", ready: "y", pause: "1s", expect: "running: true")) { run in
      let result = try run.finish()
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      let sizes = try ["program.stdout", "record.json"].map { name in
        try FileManager.default.attributesOfItem(atPath: run.directory + "/" + name)[.size] as? Int ?? 0
      }
      #expect(sizes[0] > 1 << 20 && sizes[0] < (16 << 20) + 1000)
      #expect(sizes[1] < 1 << 20)
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A program that closes its standard descriptors runs on")
  func closedDescriptors() throws {
    // Rules out an end of output that is taken for an end of the program.
    let script = "exec <&- >&- 2>&-; exec sleep 1000"
    try WatchedRun.start(Self.lab(script, expect: "running: true")) { run in
      let result = try run.finish()
      #expect(result.status == 0, "\(result.output)\(result.errors)")
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A program that stops all that starts on its host does not stop its lab")
  func stopsOthers() throws {
    // Rules out a supervisor that waits for a stopped child until the time limit: it shares its memory (vfork).
    let lab = Self.lab(
      "echo up; while true; do kill -STOP -1; done 2>/dev/null", ready: "up", expect: "running: true"
    ).replacing("steps:", with: "  late: { on: client, socket: [ listen 7000 ] }\nsteps:")
      .replacing("  - wait: 300ms", with: "  - start: late\n  - wait: 300ms")
    try WatchedRun.start(lab, ["--time-limit", "40s"]) { run in
      let result = try run.finish()
      // Whether the child is stopped before it runs its program, or after, is the machine's choice.
      #expect(result.status == 0 || result.output.contains("it stood still for 10 s"), "\(result.output)")
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A program that ends at once is in the record with its status and its last words")
  func endsAtOnce() throws {
    // Rules out a lab that waits for somebody who has left.
    let script = "echo no configuration >&2; exit 3"
    try WatchedRun.start(Self.lab(script, pause: "{ process: program, exited: true }", expect: "status: 3")) {
      run in
      let result = try run.finish()
      #expect(result.status == 0, "\(result.output)\(result.errors)")
    }
    try WatchedRun.start(Self.lab(script, ready: "all", expect: "running: true")) { run in
      let result = try run.finish()
      #expect(result.status == 2)
      #expect(result.output.contains("program ended before it printed 'all', and said 'no configuration'"))
      #expect(try run.leftovers() == [])
    }
  }
}
