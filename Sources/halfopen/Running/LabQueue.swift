import Evidence
import LabModel
import LabRunner
import LinuxHost
import Synchronization

/// Runs sessions on a few threads and shows how far they are.
///
/// Threads: each worker takes the next session and stays with it to its end. The calling thread only
/// shows progress, and joins them.
final class LabQueue: Sendable {
  private struct State {
    var next = 0
    var running: [Int: Activity] = [:]
    var outcomes: [LabOutcome?]
  }

  /// What a session does now.
  struct Activity: Sendable {
    var lab: String
    var words: String
    var sinceNs: Int64
    var limitNs: Int64?
  }

  private let sessions: [LabSession]
  private let jobs: Int
  private let state: Mutex<State>

  init(_ sessions: [LabSession], jobs: Int) {
    self.sessions = sessions
    self.jobs = min(jobs, sessions.count)
    self.state = Mutex(State(outcomes: Array(repeating: nil, count: sessions.count)))
  }

  /// All outcomes, in the sessions' order.
  func run() -> [LabOutcome] {
    var threads: [Thread] = []
    do throws(SystemCallError) {
      let finished = try Descriptor.event()
      for worker in 0..<jobs {
        threads.append(
          try Thread.start { [self] in
            work(worker); finished.signalEvent()
          })
      }
      try showProgress(until: finished)
    } catch {
      // Without threads there is still this one.
      work(0)
    }
    for thread in threads { thread.join() }
    return state.withLock { $0.outcomes.compactMap { $0 } }
  }

  private func work(_ worker: Int) {
    let ending = EndingSupervisors()
    while let index = takeNext() {
      let session = sessions[index]
      let outcome = session.run(processor: worker, ending: ending) { [self] words, limitNs in
        let activity = Activity(
          lab: session.lab.name, words: words, sinceNs: Clock.monotonicNs(), limitNs: limitNs)
        state.withLock { $0.running[index] = activity }
      }
      state.withLock {
        $0.running[index] = nil
        $0.outcomes[index] = outcome
      }
    }
  }

  private func takeNext() -> Int? {
    state.withLock { state in
      guard state.next < sessions.count else { return nil }
      defer { state.next += 1 }
      return state.next
    }
  }

  /// Until all workers have signalled.
  private func showProgress(until finished: Descriptor) throws(SystemCallError) {
    let display = ProgressDisplay(total: sessions.count)
    while state.withLock({ $0.outcomes.contains { $0 == nil } }) {
      _ = try waitReadable([finished.raw], timeoutNs: 100_000_000)
      finished.clearEvent()
      let (done, running) = state.withLock { state in
        (state.outcomes.count { $0 != nil }, state.running.sorted { $0.key < $1.key }.map(\.value))
      }
      display.show(done: done, running: running)
    }
    display.clear()
  }
}

/// The one line on a terminal that says what is being waited for, how long and until when.
struct ProgressDisplay {
  let total: Int
  private let width: Int?

  init(total: Int) {
    self.total = total
    self.width = StandardError.isTerminal ? terminalWidth(2) ?? 80 : nil
  }

  func show(done: Int, running: [LabQueue.Activity]) {
    guard let width, let activity = running.first else { return }
    let now = Clock.monotonicNs()
    var line = "[\(done)/\(total)] \(activity.lab): \(activity.words)"
    line += " (\(Self.seconds(now - activity.sinceNs))"
    if let limit = activity.limitNs { line += " of at most \(Self.seconds(limit))" }
    line += ")"
    if running.count > 1 { line += ", \(running.count - 1) more running" }
    StandardError.write("\r\u{1B}[2K" + String(line.prefix(width - 1)))
  }

  func clear() {
    guard width != nil else { return }
    StandardError.write("\r\u{1B}[2K")
  }

  private static func seconds(_ ns: Int64) -> String {
    "\(ns / 1_000_000_000).\(ns / 100_000_000 % 10) s"
  }
}
