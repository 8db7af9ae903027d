import LabRunner
import LinuxHost

/// Builds a world of two hosts as a lab would, and lets it go again.
struct WorldTrial {
  /// From the supervisor's first step until every cable worked.
  var upNs: Int64
  /// From the same start until both captures were open.
  var capturesNs: Int64
  /// From the word that it stands until every trace of it is gone for this process.
  var downNs: Int64
  /// From nothing to a supervisor that begins its work.
  var supervisorNs: Int64

  /// - Parameter wired: With a wire between each host and the switch.
  /// - Throws: A sentence that says why this machine cannot, with what to do.
  static func run(wired: Bool = false) throws -> WorldTrial {
    try TemporaryFolder.with { try run(wired: wired, in: $0) }
  }

  private static func run(wired: Bool, in directory: String) throws -> WorldTrial {
    let startedAtNs = Clock.monotonicNs()
    let run: SupervisedRun
    do throws(SystemCallError) {
      run = try SupervisedRun.start(
        LabRequest(file: "-", labName: "-", variant: nil, directory: directory, seed: 0, peerPath: "-"),
        for: wired ? .wiredWorld : .world)
    } catch { throw WorldError(Remedy.sentence(for: error)) }
    let message = try run.nextMessage(timeoutNs: 30_000_000_000)
    let toldAtNs = Clock.monotonicNs()
    if message == nil { try run.kill() }
    try run.reap()
    switch message {
    case .measured(let worldNs, let capturesNs):
      return WorldTrial(
        upNs: worldNs, capturesNs: capturesNs, downNs: Clock.monotonicNs() - toldAtNs,
        supervisorNs: toldAtNs - startedAtNs - capturesNs)
    case .failed(let why): throw WorldError(why)
    case .progress, .built, .done, .held, nil:
      throw WorldError("the supervisor did not build its world within 30 s")
    }
  }
}
