import Foundation
import Glibc
import TestSupport
import Testing

/// What `docs/security.md` says of a lab's programs, each statement with a test of its own; the page names them.
@Suite("What a lab's program can reach", .runsLabs)
struct IsolationTests {
  @Test("It can work: its folder, /tmp, its network and its sysctls are its own", arguments: Probe.runners)
  func works(runner: Probe.Runner) throws {
    // Rules out a cage in which nothing runs, where every other test here would pass.
    let probe = try Probe.result(of: runner)
    for name in [
      "own folder", "own tmp", "own run", "own shared memory", "own network", "own sysctl", "random",
    ] {
      #expect(probe[name] == "yes", "\(name): \(probe)")
    }
  }

  @Test("It writes to no file of the machine", arguments: Probe.runners)
  func readOnly(runner: Probe.Runner) throws {
    // Rules out a lab file that changes the machine: by a program's path, by a remount, through /proc or cgroups.
    let probe = try Probe.result(of: runner)
    for name in [
      "outside", "system", "remount", "remount in a new user namespace", "machine's sysctl",
      "sysrq", "cgroup", "new cgroup mount", "new proc mount", "mode of /dev/null",
      "mode of its standard input",
    ] {
      #expect(probe[name] == "no", "\(name): \(probe)")
    }
    #expect(
      probe["run directory"]
        == "client.pcapng files hosts idler.stderr idler.stdout lab.yaml probe.stderr probe.stdout record.json"
    )
    #expect(probe["record"]?.hasPrefix("{") == true)
  }

  @Test("It sees no other process, and cannot look into the host's first", arguments: Probe.runners)
  func processes(runner: Probe.Runner) throws {
    // Rules out a /proc of the machine, and a way through /proc/1/cwd, /proc/1/root and /proc/1/environ.
    let probe = try Probe.result(of: runner)
    for name in ["first process's folder", "first process's environment", "runner visible"] {
      #expect(probe[name] == "no", "\(name): \(probe)")
    }
  }

  @Test("It has no disk, no terminal, and makes no device", arguments: Probe.runners)
  func devices(runner: Probe.Runner) throws {
    // Rules out raw disks, which root may open by their owner, and keys typed into the runner's terminal (TIOCSTI).
    let probe = try Probe.result(of: runner)
    #expect(
      Set((probe["devices"] ?? "").split(separator: " ").map(String.init)).subtracting(["net", "tty"]) == [
        "fd", "full", "null", "ptmx", "pts", "random", "shm", "stderr", "stdin", "stdout", "urandom", "zero",
      ])
    #expect(probe["terminals"] == "ptmx")
    #expect(probe["controlling terminal"] == "no")
    #expect(probe["mknod"] == "no")
  }

  @Test("Of root's powers it has those over its own network and files", arguments: Probe.runners)
  func capabilities(runner: Probe.Runner) throws {
    // Rules out modules, the clock, reboot(2), mounts, ptrace of what can do more: capabilities(7).
    let kept: [UInt64] = [0, 1, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 18, 29, 31]
    let mask = kept.reduce(UInt64(0)) { $0 | 1 << $1 }
    let probe = try Probe.result(of: runner)
    #expect(probe["capabilities"].flatMap { UInt64($0, radix: 16) } == mask)
    #expect(probe["bounding set"].flatMap { UInt64($0, radix: 16) } == mask)
  }

  @Test("It has neither the runner's environment nor its descriptors", arguments: Probe.runners)
  func secrets(runner: Probe.Runner) throws {
    // Rules out a CI system's tokens in a run's output, also by way of another process of the host.
    let probe = try Probe.result(of: runner)
    #expect(probe["secret"] == "no")
    #expect(probe["secret of others"] == "no")
    #expect(probe["granted variable"] == "yes")
    #expect(probe["descriptors"] == "0 1 2")
  }

  @Test("It reaches no socket and no shared memory of the machine", arguments: Probe.runners)
  func sockets(runner: Probe.Runner) throws {
    // Rules out the machine's network namespace, where abstract sockets are, and one IPC namespace for all.
    let probe = try Probe.result(of: runner)
    for name in [
      "abstract socket", "socket in /tmp", "folder of sockets", "machine's /run", "machine's TCP port",
      "machine's shared memory",
    ] {
      #expect(probe[name] == "no", "\(name): \(probe)")
    }
  }

  @Test(
    "What is granted on the command line can be written to, and nothing beside it", arguments: Probe.runners)
  func granted(runner: Probe.Runner) throws {
    // Rules out an option that opens nothing, or everything.
    let probe = try Probe.result(of: runner)
    #expect(probe["granted folder"] == "yes")
    #expect(probe["left behind"] == "granted granted/file lab.yaml outside runs")
  }

  @Test("It ends with its lab, whatever it forks and ignores")
  func ends() throws {
    // Rules out a daemon that outlives its lab.
    let seconds = "\(Int.random(in: 1_000_000...9_999_999))"
    let lab = """
      title: A daemon
      hosts: { client: {} }
      processes:
        daemon: { on: client, command: [ sh, -c, "trap '' HUP TERM INT; (setsid setsid sleep \(seconds) &) & sleep 0.1" ] }
      steps: [ start: daemon, wait: { process: daemon, exited: true } ]
      expect: [ process: { name: daemon, status: 0 } ]
      """
    try LiveLab.run(lab) { result, _ in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      // The kernel takes a world down while the report is written.
      let deadline = Date(timeIntervalSinceNow: 20)
      while Self.runs("sleep", seconds), Date() < deadline { usleep(10_000) }
      #expect(!Self.runs("sleep", seconds))
    }
  }

  @Test(
    "What root's programs leave behind is where nobody else gets", .enabled(if: geteuid() == 0, "needs root"))
  func setUserID() throws {
    // Rules out a set-user-id file of root's in a folder that every account of the machine may enter.
    let lab = """
      title: A set-user-id file
      hosts: { client: {} }
      processes:
        planter: { on: client, command: [ sh, -c, "cp /bin/true planted && chmod 4755 planted . && cd /tmp" ] }
      steps: [ start: planter, wait: { process: planter, exited: true } ]
      expect: [ process: { name: planter, status: 0 } ]
      """
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let found = try FileManager.default.attributesOfItem(atPath: directory)
      #expect(found[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test("Links that it plants are not followed when the runner writes")
  func links() throws {
    // Rules out root writing a lab's file, or its record, through a link to a file of the machine.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let victim = folder + "/victim"
    try Data("untouched".utf8).write(to: URL(fileURLWithPath: victim))
    let plant = "ln -sf \(victim) first.conf; mkfifo second.conf; ln -sf \(victim) ../record.json"
    let lab = """
      title: Links
      hosts: { client: {} }
      processes:
        planter: { on: client, command: [ sh, -c, "\(plant)" ] }
        reader: { on: client, command: [ cat, first.conf, second.conf ], files: { first.conf: one, second.conf: two } }
      steps:
        - start: planter
        - wait: { process: planter, exited: true }
        - start: reader
        - wait: { process: reader, exited: true }
      expect: [ process: { name: reader, status: 0 } ]
      """
    try LiveLab.run(lab) { result, directory in
      #expect(result.status == 0, "\(result.output)\n\(result.errors)")
      let read = try String(contentsOfFile: directory + "/reader.stdout", encoding: .utf8)
      #expect(read == "onetwo")
    }
    let left = try String(contentsOfFile: victim, encoding: .utf8)
    #expect(left == "untouched")
  }

  @Test("Two runs of the same lab at once do not meet")
  func together() throws {
    // Rules out names, ports or files that runs share.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let lab = """
      title: A port, and a file in /tmp
      hosts: { client: {}, server: {} }
      processes:
        server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
        client: { on: client, socket: [ connect server:7000, send 10 ] }
        writer: { on: client, command: [ sh, -c, "set -C; echo > /tmp/halfopen-same-name" ] }
      steps:
        - start: server
        - wait: { process: server, call: accept, started: true }
        - start: client
        - start: writer
        - wait: { process: server, call: receive, result: 10 }
        - wait: { process: writer, exited: true }
      expect: [ process: { name: writer, status: 0 }, packets: { sequence: [ client > server syn ] } ]
      """
    try Data(lab.utf8).write(to: URL(fileURLWithPath: folder + "/lab.yaml"))
    let script =
      "printf '%s\\n' 1 2 3 | xargs -P 3 -I{} \"$0\" run \"$1/lab.yaml\" --output \"$1/{}\" --quiet"
    let result = try BuiltProgram.run(["-c", script, BuiltProgram.path, folder], program: "/bin/sh")
    #expect(result.status == 0, "\(result.output)\n\(result.errors)")
  }

  private static func runs(_ words: String...) -> Bool {
    let wanted = words.joined(separator: "\0") + "\0"
    let processes = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return processes.contains { pid in
      guard Int32(pid) != nil, let line = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") else {
        return false
      }
      return String(decoding: line, as: UTF8.self) == wanted
    }
  }
}
