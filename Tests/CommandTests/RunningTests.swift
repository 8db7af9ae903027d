import Foundation
import TestSupport
import Testing

/// How runs begin and end: early, late, one after another, held.
@Suite("Running labs", .runsLabs)
struct RunningTests {
  /// A lab that would take half a minute.
  static let long = """
    title: A lab that takes long
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000, receive ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: connect, result: 0 }
      - wait: 30s
    expect:
      - call: { process: client, operation: connect, result: 0 }

    """

  static func withLongLab<Value>(_ body: (_ lab: String, _ folder: String) throws -> Value) throws -> Value {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    try FileManager.default.createDirectory(atPath: folder + "/live", withIntermediateDirectories: true)
    try Data(long.utf8).write(to: URL(fileURLWithPath: folder + "/live/long.yaml"))
    return try body(folder + "/live/long.yaml", folder)
  }

  /// Runs a script that has the program as $0.
  static func script(_ text: String, _ arguments: [String]) throws -> BuiltProgram.Result {
    try BuiltProgram.run(
      ["-euo", "pipefail", "-c", text, BuiltProgram.path] + arguments, program: "/bin/bash")
  }

  @Test("A lab that takes too long is ended, with a record of what there was")
  func timeLimit() throws {
    // Rules out a lab that keeps a CI job for ever, and one that is ended without a word.
    try Self.withLongLab { lab, folder in
      let result = try BuiltProgram.run(["run", lab, "--time-limit", "5s", "--output", folder + "/runs"])
      #expect(result.status == 2)
      #expect(result.output.contains("it was not over after 5s; '--time-limit' gives it more time"))
      let record = try String(contentsOfFile: folder + "/runs/live/long/record.json", encoding: .utf8)
      #expect(record.contains("\"operation\" : \"connect\""))
      #expect(FileManager.default.fileExists(atPath: folder + "/runs/live/long/client.pcapng"))
    }
  }

  @Test("SIGINT ends every lab at once, and their records are written", arguments: ["INT", "TERM"])
  func interrupted(signal: String) throws {
    // Rules out a run that is lost because somebody pressed Ctrl-C.
    let script = """
      "$0" run "$1" --output "$2/runs" >"$2/out" 2>"$2/err" & run=$!
      until [ -e "$2/runs/live/long/hosts" ]; do
        kill -0 $run || break
        sleep 0.05
      done
      sleep 0.3
      kill -\(signal) $run
      status=0
      wait $run || status=$?
      cat "$2/out" "$2/err"
      test -s "$2/runs/live/long/record.json"
      exit $status
      """
    try Self.withLongLab { lab, folder in
      let began = Date()
      let result = try Self.script(script, [lab, folder])
      #expect(result.status == (signal == "INT" ? 130 : 143), "\(result.output)\(result.errors)")
      #expect(result.output.contains("it was stopped before its end"))
      #expect(Date().timeIntervalSince(began) < 20)
    }
  }

  @Test("After the first failure no more labs begin, when that is wanted")
  func failFast() throws {
    // Rules out that the rest of a long catalogue is run after what was to be seen first.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let result = try BuiltProgram.run([
      "run", "Tests/BrokenLabs", "--filter=-fails", "--fail-fast", "--jobs", "1", "--quiet", "--output",
      folder,
    ])
    #expect(result.status == 1)
    #expect(result.output.contains("\n1 lab: 0 pass, 1 fail"))
    #expect(result.errors.contains("labs were not run (--fail-fast)"))
  }

  @Test(
    "Each CI system's variables choose a part; the parts are all of it, once",
    arguments: [
      ("CI_NODE_INDEX", "CI_NODE_TOTAL", 1), ("CIRCLE_NODE_INDEX", "CIRCLE_NODE_TOTAL", 0),
      ("BUILDKITE_PARALLEL_JOB", "BUILDKITE_PARALLEL_JOB_COUNT", 0),
      ("JOB_COMPLETION_INDEX", "HALFOPEN_SHARDS", 0), ("HALFOPEN_SHARD", "HALFOPEN_SHARDS", 0),
    ])
  func shards(index: String, count: String, first: Int) throws {
    // Rules out a part that is run twice or never because a system counts from 1 and another from 0.
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let script = """
      for part in 0 1; do
        env -u CI_NODE_INDEX -u CIRCLE_NODE_INDEX -u BUILDKITE_PARALLEL_JOB -u JOB_COMPLETION_INDEX \\
          \(index)=$((part + \(first))) \(count)=2 "$0" run labs/handshake/connect-closed-port.yaml \\
          labs/wire/drop-first.yaml --shard auto --quiet --output "$1/$part"
      done
      """
    let result = try Self.script(script, [folder])
    #expect(result.status == 0, "\(result.output)\(result.errors)")
    #expect(result.output.ranges(of: "1 lab: 1 pass").count == 2)
    #expect(result.output.ranges(of: "handshake/connect-closed-port").count == 1)
    #expect(result.output.ranges(of: "wire/drop-first").count == 1)
  }

  @Test("A part that no CI system names is refused, with the variables that are looked for")
  func noShard() throws {
    // Rules out that every machine runs all labs because none of them knows its part.
    let result = try Self.script(
      "for name in HALFOPEN_SHARD CI_NODE_INDEX CIRCLE_NODE_INDEX BUILDKITE_PARALLEL_JOB; do unset $name; done; "
        + "exec \"$0\" run labs/handshake --shard auto", [])
    #expect(result.status == 64)
    #expect(result.errors.contains("CI_NODE_INDEX"))
  }

  @Test("Hosts that are held can be entered as it is said, and are gone afterwards")
  func hold() throws {
    // Rules out a command that does not work, and hosts that stay for ever.
    let script = """
      mkfifo "$1/in"
      exec 3<>"$1/in"
      "$0" run labs/unplug/unplug-replug.yaml --hold --quiet --output "$1/runs" <&3 >"$1/out" 2>"$1/err" & run=$!
      until grep -q 'Press Enter' "$1/err"; do kill -0 $run; sleep 0.05; done
      enter=$(sed -n 's/^  server  \\(nsenter .*\\) bash$/\\1/p' "$1/err")
      $enter hostname
      $enter cat /proc/net/tcp
      init=$(sed -n 's/^  server  nsenter --target \\([0-9]*\\) .*/\\1/p' "$1/err")
      echo >&3
      status=0
      wait $run || status=$?
      # One that has ended and that nobody has asked for has no namespace.
      for try in $(seq 100); do readlink /proc/$init/ns/net >/dev/null || break; sleep 0.05; done
      if readlink /proc/$init/ns/net; then echo 'the hosts are still there'; fi
      exit $status
      """
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let result = try Self.script(script, [folder])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasPrefix("server\n"))
    // The listener on port 7000.
    #expect(result.output.contains(":1B58"))
    #expect(!result.output.contains("still there"))
  }
}
