import Foundation
import Glibc
import Synchronization
import TestSupport

/// A lab whose program tries what it should not be able to do, and says of each whether it could.
enum Probe {
  /// Who runs the lab.
  enum Runner: String, CaseIterable, Sendable {
    /// Whoever runs the tests.
    case ourselves
    /// A plain user, where the tests are run by root.
    case plainUser
    /// Root where no user namespace can be made, as in some containers: the capabilities are the real ones.
    case rootWithoutUserNamespaces

    /// The words before the command that this one runs.
    var words: [String] {
      switch self {
      case .ourselves: []
      case .plainUser: ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"]
      case .rootWithoutUserNamespaces:
        [
          "unshare", "--user", "--map-root-user", "sh", "-c",
          "echo 0 > /proc/sys/user/max_user_namespaces && exec \"$@\"", "sh",
        ]
      }
    }
  }

  /// Those that can be tried here.
  static let runners = Runner.allCases.filter { $0 == .ourselves || geteuid() == 0 && canRun($0) }

  private static func canRun(_ runner: Runner) -> Bool {
    do {
      let words = runner.words + [BuiltProgram.path, "bench-world", "--count", "1"]
      return try BuiltProgram.run(words, program: "/usr/bin/env").status == 0
    } catch { return false }
  }

  private static let results = Mutex<[Runner: [String: String]]>([:])

  /// What the program said: each attempt with `yes` or `no`, each question with its answer.
  static func result(of runner: Runner) throws -> [String: String] {
    try results.withLock { results in
      if let known = results[runner] { return known }
      let found = try run(as: runner)
      results[runner] = found
      return found
    }
  }

  private static func run(as runner: Runner) throws -> [String: String] {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let machine = try Machine(folder: folder)
    defer { machine.close() }
    try Data(lab(folder: folder, machine: machine).utf8).write(to: URL(fileURLWithPath: folder + "/lab.yaml"))
    for name in ["outside", "granted"] {
      try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
    }
    // Whoever runs the lab could write there.
    for path in [folder, folder + "/outside", folder + "/granted"] { chmod(path, 0o777) }
    let run = try BuiltProgram.run(
      ["PROBE_SECRET=rosebud", "PROBE_GRANTED=given"] + runner.words + [
        BuiltProgram.path, "run", folder + "/lab.yaml", "--output", folder + "/runs", "--writable",
        folder + "/granted", "--environment", "PROBE_GRANTED",
      ], program: "/usr/bin/env")
    let directory = folder + "/runs/" + URL(fileURLWithPath: folder).lastPathComponent + "/lab"
    guard run.status == 0 else { throw ProbeFailure(text: run.output + run.errors) }
    let printed = try String(contentsOfFile: directory + "/probe.stdout", encoding: .utf8)
    var found: [String: String] = [:]
    for line in printed.split(separator: "\n") {
      let parts = line.split(separator: ":", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
      if parts.count == 2 { found[parts[0]] = parts[1] }
    }
    // A folder in /tmp is another one for the program: what counts is what is there afterwards.
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder)
    found["left behind"] = files.filter { !$0.hasPrefix("runs/") }.sorted().joined(separator: " ")
    found["run directory"] = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
      .joined(separator: " ")
    found["record"] = try String(contentsOfFile: directory + "/record.json", encoding: .utf8)
    return found
  }

  /// Attempts that would hurt if they succeeded ask whether they might, and stop there.
  private static func lab(folder: String, machine: Machine) -> String {
    let script = """
      try() { name=$1; shift; if (eval "$@") >/dev/null 2>&1; then echo "$name: yes"; else echo "$name: no"; fi; }
      try 'own folder' 'echo x > file && test -s file'
      try 'own tmp' 'echo x > /tmp/file && echo x > /var/tmp/file'
      try 'own run' 'echo x > /run/file'
      try 'own shared memory' 'echo x > /dev/shm/file'
      try 'own network' 'ip address add 10.9.9.9/32 dev lo'
      try 'own sysctl' 'echo 0 > /proc/sys/net/ipv4/tcp_sack'
      try 'random' 'test "$(head -c 4 /dev/urandom | wc -c)" = 4'
      try 'outside' 'echo x > \(folder)/outside/file'
      echo x > ../file
      echo x > ../record.json
      echo x > \(folder)/granted/../file
      try 'system' 'touch /etc/halfopen-probe /usr/halfopen-probe /var/halfopen-probe'
      try 'remount' 'mount -o remount,rw /'
      try 'remount in a new user namespace' 'unshare -Urm mount -o remount,bind,rw /'
      try "machine's sysctl" 'test -w /proc/sys/kernel/core_pattern'
      try 'sysrq' 'test -w /proc/sysrq-trigger'
      try 'cgroup' 'find /sys/fs/cgroup -maxdepth 3 -writable -type f | grep -q .'
      try 'new cgroup mount' 'unshare -UrmC true'
      try 'new proc mount' 'unshare -Urmpf mount -t proc proc /proc'
      try 'mode of /dev/null' 'chmod 666 /dev/null'
      try 'mode of its standard input' 'chmod 666 /proc/self/fd/0'
      try "first process's folder" 'readlink /proc/1/cwd || readlink /proc/1/root || readlink /proc/1/exe'
      try "first process's environment" 'cat /proc/1/environ'
      try 'runner visible' 'cat /proc/[0-9]*/comm | grep -q ^halfopen$'
      try 'controlling terminal' 'echo > /dev/tty'
      try 'mknod' 'mknod disk b 7 0'
      try 'secret' 'env | grep -q rosebud'
      try 'secret of others' 'cat /proc/[0-9]*/environ | grep -q rosebud'
      try 'granted variable' 'test "$PROBE_GRANTED" = given'
      try 'abstract socket' 'grep -q \(machine.abstractName) /proc/net/unix'
      try 'socket in /tmp' 'test -e \(machine.socketPath)'
      try 'folder of sockets' 'test -e \(machine.socketFolder)'
      try "machine's /run" 'test -e /run/systemd'
      try "machine's TCP port" 'grep -qi :\(String(machine.port, radix: 16).uppercased()) /proc/net/tcp'
      try "machine's shared memory" 'test "$(wc -l < /proc/sysvipc/shm)" -gt 1'
      try 'granted folder' 'echo x > \(folder)/granted/file'
      echo "devices: $(echo $(ls /dev))"
      echo "terminals: $(echo $(ls /dev/pts))"
      echo "capabilities: $(sed -n 's/^CapEff:.//p' /proc/self/status)"
      echo "bounding set: $(sed -n 's/^CapBnd:.//p' /proc/self/status)"
      for fd in /proc/$$/fd/*; do
        # 10 is the script that dash reads, 255 the one that bash reads.
        case $fd in */10 | */255) ;; *) readlink $fd >/dev/null && open="$open ${fd##*/}" ;; esac
      done
      echo "descriptors: $open"
      """
    let indented = script.split(separator: "\n").map { "          " + $0 }.joined(separator: "\n")
    return """
      title: A program that tries
      hosts: { client: {} }
      processes:
        idler: { on: client, socket: [ listen 7000, accept ] }
        probe:
          on: client
          # The folder is named, so that it is to be seen where it lies in /tmp. Sockets are not, whoever names them.
          command: [ sh, probe.sh, \(folder)/outside, \(machine.socketPath), \(machine.socketFolder), /run, /run/systemd ]
          files:
            probe.sh: |
      \(indented)
      steps:
        - start: idler
        - start: probe
        - wait: { process: probe, exited: true }
      expect: [ process: { name: probe, status: 0 } ]
      """
  }
}

struct ProbeFailure: Error, CustomStringConvertible {
  var text: String
  var description: String { "the probe did not run: \(text)" }
}

/// What this machine, outside of every lab, has for a program to find.
private final class Machine {
  let abstractName = "halfopen-probe-\(UInt32.random(in: 0 ... .max))"
  let socketPath: String
  /// One in /tmp with a socket in it.
  let socketFolder: String
  private(set) var port: UInt16 = 0
  private var descriptors: [Int32] = []
  private let sharedMemory: Int32

  init(folder: String) throws {
    // Outside the folder that is shown to the program.
    socketPath = "/tmp/\(abstractName).sock"
    socketFolder = "/tmp/\(abstractName)"
    mkdir(socketFolder, 0o755)
    sharedMemory = shmget(IPC_PRIVATE, 4096, 0o600)
    for path in ["\0" + abstractName, socketPath, socketFolder + "/socket"] {
      var address = sockaddr_un()
      address.sun_family = sa_family_t(AF_UNIX)
      let bytes = Array(path.utf8)
      withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
      let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
      try listen(on: socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)) { fd in
        withUnsafePointer(to: &address) {
          $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(fd, $0, length) }
        }
      }
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let fd = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    try listen(on: fd) { fd in
      withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(fd, $0, length) }
      }
    }
    withUnsafeMutablePointer(to: &address) {
      _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(fd, $0, &length) }
    }
    port = UInt16(bigEndian: address.sin_port)
  }

  private func listen(on fd: Int32, bind: (Int32) -> Int32) throws {
    descriptors.append(fd)
    guard fd >= 0, bind(fd) == 0, Glibc.listen(fd, 1) == 0 else {
      throw ProbeFailure(text: String(cString: strerror(errno)))
    }
  }

  func close() {
    for fd in descriptors { Glibc.close(fd) }
    unlink(socketPath)
    unlink(socketFolder + "/socket")
    rmdir(socketFolder)
    shmctl(sharedMemory, IPC_RMID, nil)
  }
}
