import Foundation
import TestSupport
import Testing

/// A run of halfopen to which a test does something, and all the processes that it was seen to make.
final class WatchedRun {
  /// The test's own, gone afterwards; the runs are in `runs` there.
  let folder: String
  private let program: StartedProgram
  private var processes: Set<SeenProcess> = []
  private var namespaces: Set<String> = []
  /// When it was over.
  private var endTick = Int.max

  struct NeverThere: Error {
    var what: String
    /// What there was instead.
    var seen: [SeenProcess]
    var result: BuiltProgram.Result
  }

  /// - Parameters:
  ///   - lab: The text of a lab, written to `live/lab.yaml`.
  ///   - script: Runs it in its own way, as `"$0" run "$1"…`; without one it is plainly run.
  private init(lab: String, arguments: [String], script: String?, folder: String) throws {
    self.folder = folder
    try FileManager.default.createDirectory(atPath: folder + "/live", withIntermediateDirectories: true)
    let file = folder + "/live/lab.yaml"
    try Data(lab.utf8).write(to: URL(fileURLWithPath: file))
    let run = ["run", file, "--output", folder + "/runs", "--width", "1000"] + arguments
    if let script {
      program = try StartedProgram(
        ["-uo", "pipefail", "-c", script, BuiltProgram.path, folder] + run, program: "/bin/bash")
    } else {
      program = try StartedProgram(run)
    }
  }

  /// - Parameter script: Bash in which `$0` is the program, `$1` the folder, and `"${@:2}"` what it is to do.
  static func start<Value>(
    _ lab: String, _ arguments: [String] = [], script: String? = nil, _ body: (WatchedRun) throws -> Value
  ) throws -> Value {
    let folder = try BuiltProgram.temporaryFolder()
    defer { BuiltProgram.remove(folder) }
    let run = try WatchedRun(lab: lab, arguments: arguments, script: script, folder: folder)
    defer { run.end() }
    return try body(run)
  }

  var runner: Int32 { program.pid }
  var directory: String { folder + "/runs/live/lab" }

  /// The first process of the run that is as said, as soon as it is there.
  func process(_ what: String, where isWanted: (SeenProcess) -> Bool) throws -> SeenProcess {
    try wait(for: what) { try look().first(where: isWanted) }
  }

  func processes(named name: String, count: Int) throws {
    _ = try wait(for: "\(count) \(name)") { try look().count { $0.name == name } == count ? true : nil }
  }

  func supervisor() throws -> SeenProcess {
    try process("a supervisor") { $0.parent == runner && $0.name == "halfopen" }
  }

  /// A host's init goes by the host's name.
  func initProcess(of host: String) throws -> SeenProcess { try process(host) { $0.name == host } }

  func peer(doing operation: String) throws -> SeenProcess {
    try process("a peer that does '\(operation)'") { process in
      guard process.name == "halfopen-peer" else { return false }
      let words = FileManager.default.contents(atPath: "/proc/\(process.pid)/cmdline")
      return String(decoding: words ?? Data(), as: UTF8.self).contains(operation)
    }
  }

  func file(_ name: String) throws {
    _ = try wait(for: name) { FileManager.default.fileExists(atPath: directory + "/" + name) ? true : nil }
  }

  func awaitEnd(of process: SeenProcess) throws {
    _ = try wait(for: "the end of \(process.name)") { process.isThere ? nil : true }
  }

  /// All of its processes, which are remembered.
  @discardableResult
  func look() throws -> [SeenProcess] {
    let found = try SeenProcess.descendants(of: runner)
    for process in found where processes.insert(process).inserted { namespaces.formUnion(process.namespaces) }
    return found
  }

  func send(_ signal: Int32, to process: Int32) { kill(process, signal) }

  func finish() throws -> BuiltProgram.Result {
    defer { endTick = SeenProcess.currentTick }
    return try program.finish(within: .seconds(60))
  }

  /// What is there of it 10 s after its end: processes, and namespaces that some process is in.
  func leftovers() throws -> [String] {
    let own = SeenProcess(pid: ProcessInfo.processInfo.processIdentifier)?.namespaces ?? []
    let deadline = ContinuousClock.now + .seconds(10)
    while true {
      var left = processes.filter(\.isThere).map { "\($0.name) (pid \($0.pid))" }
      // The kernel gives the numbers of namespaces anew: one that has begun since then is of another test's lab.
      for process in try SeenProcess.all() where process.began(before: endTick) {
        let held = process.namespaces.intersection(namespaces.subtracting(own))
        if !held.isEmpty { left.append("\(held.sorted()) of \(process.name) (pid \(process.pid))") }
      }
      if left.isEmpty || ContinuousClock.now > deadline { return left }
      usleep(20_000)
    }
  }

  private func wait<Value>(for what: String, _ isThere: () throws -> Value?) throws -> Value {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
      if let value = try isThere() { return value }
    }
    let seen = try self.look()
    kill(runner, SIGKILL)
    throw NeverThere(what: what, seen: seen, result: try program.finish())
  }

  /// A test that has thrown leaves nothing running.
  private func end() {
    if processes.contains(where: { $0.parent == runner && $0.isThere }) { kill(runner, SIGKILL) }
  }
}
