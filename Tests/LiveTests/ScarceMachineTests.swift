import Foundation
import TestSupport
import Testing

/// Machines that lack what a run needs: room on the disk, descriptors, processes, capabilities, programs.
@Suite("Scarce machines", .runsLabs)
struct ScarceMachineTests {
  static let lab = OwnProcessesTests.lab(staying: "50ms")

  /// Root of a user namespace, with mounts of its own.
  private static func inOwnMounts(_ script: String) -> String {
    "export folder=\"$1\"; exec unshare --user --map-root-user --mount bash -uc '\(script)' \"$0\" \"${@:2}\""
  }

  @Test("A full disk is said, with what to do", arguments: [4, 8, 16, 24, 32])
  func fullDisk(kilobytes: Int) throws {
    // Rules out a run that looks complete and is not, and half a record.
    let script = Self.inOwnMounts(
      """
      mkdir "$folder/runs"
      mount -t tmpfs -o size=\(kilobytes)k none "$folder/runs" || exit 99
      "$0" "$@" --quiet
      status=$?
      find "$folder/runs" -name "*.new"
      if [ -e "$folder/runs/live/lab/record.json" ]; then "$0" check "$folder/runs" >/dev/null; echo "check: $?"; fi
      exit $status
      """)
    try WatchedRun.start(Self.lab, script: script) { run in
      let result = try run.finish()
      #expect(result.status == 2, "\(result.output)\(result.errors)")
      #expect(result.output.contains("ENOSPC (No space left on device); make room there"), "\(result.output)")
      #expect(!result.output.contains("\n\(run.folder)"))
      #expect(!result.output.contains("check:") || result.output.contains("check: 2"))
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A disk that a lab's program fills is said")
  func filledDisk() throws {
    // Rules out output that is lost without a word.
    let lab = UnrulyProgramTests.lab("exec yes", ready: "y", pause: "1s", expect: "running: true")
    let script = Self.inOwnMounts(
      """
      mkdir "$folder/runs"
      mount -t tmpfs -o size=256k none "$folder/runs" || exit 99
      exec "$0" "$@" --quiet
      """)
    try WatchedRun.start(lab, script: script) { run in
      let result = try run.finish()
      #expect(result.status == 2, "\(result.output)\(result.errors)")
      #expect(result.output.contains("what program prints is not kept: cannot write: ENOSPC"))
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A folder that cannot be written to is refused before anything runs")
  func readOnlyFolder() throws {
    // Rules out a lab of minutes whose result then has no place.
    let script = Self.inOwnMounts(
      """
      mkdir "$folder/runs"
      mount -t tmpfs -o ro none "$folder/runs" || exit 99
      "$0" "$@"
      first=$?
      "$0" "$@" --output "$folder/runs/below"
      echo "$first $?"
      """)
    try WatchedRun.start(Self.lab, script: script) { run in
      let result = try run.finish()
      #expect(result.output == "64 64\n")
      #expect(result.errors.ranges(of: "name another with --output").count == 2, "\(result.errors)")
    }
  }

  @Test("A run directory that is removed during the run is said")
  func removedFolder() throws {
    // Rules out an errno about some file of ours.
    try WatchedRun.start(OwnProcessesTests.lab(staying: "3s")) { run in
      _ = try run.peer(doing: "connect")
      try run.file("client.stdout")
      try FileManager.default.removeItem(atPath: run.folder + "/runs")
      let result = try run.finish()
      #expect(result.status == 2)
      #expect(result.output.contains("somebody removed the run directory"), "\(result.output)")
      #expect(try BuiltProgram.run(["check", run.folder + "/runs"]).status == 2)
      #expect(try run.leftovers() == [])
    }
  }

  /// Runs the lab once for each value; the lines tell value and status.
  private static func series(_ values: [Int], limit: String) -> String {
    """
    for value in \(values.map(String.init).joined(separator: " ")); do
      (ulimit \(limit) $value; exec "$0" "${@:2}" --quiet --jobs 1) >"$1/out" 2>&1
      status=$?
      said=$(grep -cE "(EMFILE|EAGAIN) .*: raise the limit" "$1/out")
      echo "$value $status $said $(grep -cE "bug of halfopen|Fatal error" "$1/out")"
      if [ $status != 0 ]; then { echo "with $value:"; cat "$1/out"; } >&2; fi
    done
    """
  }

  /// - Parameter loader: Values with which not even the program's libraries can be opened.
  private static func check(_ result: BuiltProgram.Result, of values: [Int], loader: Set<Int> = []) {
    let rows = result.output.split(separator: "\n").map { $0.split(separator: " ").compactMap { Int($0) } }
    #expect(rows.map(\.first) == values)
    #expect(rows.allSatisfy { $0.count == 4 }, "\(result.output)")
    for row in rows where row.count == 4 {
      let (value, status, said, bugs) = (row[0], row[1], row[2], row[3])
      #expect(
        status == 0 || (status == 2 && said > 0) || (status == 127 && loader.contains(value)),
        "\(row)\n\(result.errors)")
      #expect(bugs == 0, "\(row)\n\(result.errors)")
    }
    #expect(rows.contains { $0[1] == 2 } && rows.contains { $0[1] == 0 })
  }

  @Test("With few descriptors a run says that they are too few")
  func fewDescriptors() throws {
    // Rules out a trap, and an EMFILE that says nothing of its remedy.
    let values = Array(3...18) + [20, 23, 26, 29, 33, 37, 41, 45, 49, 128]
    try WatchedRun.start(Self.lab, script: Self.series(values, limit: "-n")) { run in
      let result = try run.finish()
      Self.check(result, of: values, loader: [3])
      #expect(try run.leftovers() == [])
    }
  }

  @Test("With few processes a run says that they are too few")
  func fewProcesses() throws {
    // Rules out a trap, and labs that are not run because a thread of a pool was refused.
    let values = Array(1...12) + [14, 16, 20, 4000]
    // Root has no such limit: the lab is run by nobody, with programs that nobody can read.
    let script =
      isRoot
      ? """
      mkdir -m 777 "$1/all"
      cp "$0" "$(dirname "$0")/halfopen-peer" "$1/live/lab.yaml" "$1/all/"
      chmod 711 "$1"
      chmod -R a+rX "$1/all"
      exec setpriv --reuid 65534 --regid 65534 --clear-groups bash -uc '\(Self.series(values, limit: "-u"))' \\
        "$1/all/halfopen" "$1/all" run "$1/all/lab.yaml" --output "$1/all/runs" --width 1000
      """ : Self.series(values, limit: "-u")
    try WatchedRun.start(Self.lab, script: script) { run in
      let result = try run.finish()
      Self.check(result, of: values)
      #expect(try run.leftovers() == [])
    }
  }

  private var isRoot: Bool { geteuid() == 0 }

  @Test("Without CAP_NET_RAW a run is inconclusive and names it")
  func noCapture() throws {
    // Rules out a lab that passes because nobody saw its packets.
    let script = Self.inOwnMounts(
      """
      echo 0 > /proc/sys/user/max_user_namespaces
      exec setpriv --bounding-set -net_raw --inh-caps -net_raw "$0" "$@"
      """)
    try WatchedRun.start(Self.lab, script: script) { run in
      let result = try run.finish()
      #expect(result.status == 2, "\(result.output)\(result.errors)")
      #expect(result.output.contains("cannot capture"), "\(result.output)")
      #expect(result.output.contains("CAP_NET_RAW"))
      #expect(try run.leftovers() == [])
    }
  }

  @Test("A firewall without nft is inconclusive, with the package that has it")
  func noNft() throws {
    // Rules out a fault that is taken for done.
    let lab = """
      title: A firewall
      hosts: { server: {} }
      processes: { server: { on: server, socket: [ listen 7000, accept ] } }
      steps:
        - start: server
        - firewall: { on: server, drop: tcp dport 7000 }
      expect:
        - process: { name: server, running: true }
      """
    let script = Self.inOwnMounts(
      """
      for nft in /usr/sbin/nft /usr/bin/nft /sbin/nft; do
        if [ -e $nft ]; then mount --bind /dev/null $nft; fi
      done
      exec "$0" "$@"
      """)
    try WatchedRun.start(lab, script: script) { run in
      let result = try run.finish()
      #expect(result.status == 2, "\(result.output)\(result.errors)")
      #expect(result.output.contains("apt-get install nftables"))
      #expect(try run.leftovers() == [])
    }
  }

  @Test("Without the peer beside it halfopen says how to get it")
  func noPeer() throws {
    // Rules out labs that begin and cannot start anything.
    let script = "cp \"$0\" \"$1/halfopen\"; exec \"$1/halfopen\" \"${@:2}\""
    try WatchedRun.start(Self.lab, script: script) { run in
      let result = try run.finish()
      #expect(result.status == 2)
      #expect(result.errors.contains("halfopen-peer is not beside"), "\(result.errors)")
      #expect(result.errors.contains("make build"))
    }
  }
}
