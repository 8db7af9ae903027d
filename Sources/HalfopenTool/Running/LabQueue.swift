import Evidence
import LabModel
import LabRunner
import LinuxHost
import Synchronization

/// Runs sessions on a few threads and shows how far they are.
///
/// Threads: each worker takes the next session and stays with it to its end. The calling thread only
/// shows progress, listens to signals, and joins them.
final class LabQueue: Sendable {
  private struct State {
    var waiting: [Int]
    var running: [Int: Activity] = [:]
    var outcomes: [LabOutcome?]
    /// Workers that are not done.
    var working: Int
    /// Why no more sessions are begun.
    var closed: Closing?
  }

  /// What a session does now.
  struct Activity: Sendable {
    var lab: String
    var words: String
    var sinceNs: Int64
    var limitNs: Int64?
  }

  /// Why sessions were not run.
  enum Closing: Sendable, Hashable {
    /// A signal came: what was running has ended early.
    case interrupted(by: Signal)
    /// This lab failed, and only the first failure was asked for.
    case failed(lab: String)
  }

  /// What came of a queue.
  struct Result: Sendable {
    /// Of those that were run, in the sessions' order.
    var outcomes: [LabOutcome]
    var notRun: Int
    var closing: Closing?
  }

  private let sessions: [LabSession]
  private let jobs: Int
  private let failFast: Bool
  private let gate: BootGate
  private let state: Mutex<State>
  /// Readable as soon as the running sessions are to end.
  private let stopping: Descriptor

  init(_ sessions: [LabSession], jobs: Int, failFast: Bool = false) throws(SystemCallError) {
    self.sessions = sessions
    self.jobs = min(jobs, sessions.count)
    self.failFast = failFast
    stopping = try Descriptor.event()
    gate = try BootGate(places: 3 * availableProcessors())
    // The long ones first: they decide when all is over.
    let lengths = sessions.map(\.lab.expectedLength)
    let order = sessions.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    state = Mutex(
      State(
        waiting: order.reversed(), outcomes: Array(repeating: nil, count: sessions.count), working: self.jobs)
    )
  }

  /// Runs what there is to run.
  ///
  /// - Parameter signals: Each ends the running sessions early, with their records; a second one ends us at once, and
  ///   the kernel ends every lab with us.
  func run(until signals: PendingSignals) throws(SystemCallError) -> Result {
    let finished = try Descriptor.event()
    var threads: [Thread] = []
    for worker in 0..<jobs {
      do throws(SystemCallError) {
        threads.append(
          try Thread.start { [self] in
            work(worker)
            finished.signalEvent()
          })
      } catch {
        // Those that there are do the work of all.
        guard !threads.isEmpty else { throw error }
        state.withLock { $0.working -= jobs - worker }
        break
      }
    }
    try watch(signals, until: finished)
    for thread in threads { thread.join() }
    return state.withLock { state in
      let outcomes = state.outcomes.compactMap { $0 }
      return Result(outcomes: outcomes, notRun: sessions.count - outcomes.count, closing: state.closed)
    }
  }

  private func work(_ worker: Int) {
    let ending = EndingSupervisors()
    while true {
      // The place before the session: the longest one that is left is always the next to begin.
      let pass = gate.enter(or: stopping)
      defer { pass.giveBack() }
      guard let index = takeNext() else { break }
      let session = sessions[index]
      let outcome = session.run(
        processor: worker, ending: ending, stopping: stopping, onBuilt: { pass.giveBack() }
      ) { [self] words, limitNs in
        let activity = Activity(
          lab: session.lab.name, words: words, sinceNs: Clock.monotonicNs(), limitNs: limitNs)
        state.withLock { $0.running[index] = activity }
      }
      state.withLock {
        $0.running[index] = nil
        $0.outcomes[index] = outcome
        if failFast, outcome.verdict == .fail, $0.closed == nil { $0.closed = .failed(lab: session.lab.name) }
      }
    }
    state.withLock { $0.working -= 1 }
  }

  private func takeNext() -> Int? {
    state.withLock { state in
      guard state.closed == nil else { return nil }
      return state.waiting.popLast()
    }
  }

  /// Until all workers are done.
  private func watch(_ signals: PendingSignals, until finished: Descriptor) throws(SystemCallError) {
    let display = ProgressDisplay(total: sessions.count)
    while state.withLock({ $0.working > 0 }) {
      _ = try waitReadable([finished.raw, signals.descriptor.raw], timeoutNs: ProgressDisplay.intervalNs)
      finished.clearEvent()
      if let signal = try signals.next() { interrupt(signal) }
      let (outcomes, running) = state.withLock { state in
        (state.outcomes.compactMap(\.?.verdict), state.running.sorted { $0.key < $1.key }.map(\.value))
      }
      display.show(outcomes, running: running)
    }
    display.clear()
  }

  private func interrupt(_ signal: Signal) {
    let isFirst = state.withLock { state in
      if case .interrupted? = state.closed { return false }
      state.closed = .interrupted(by: signal)
      return true
    }
    guard isFirst else { endImmediately(status: 128 + signal.number) }
    stopping.signalEvent()
  }
}
