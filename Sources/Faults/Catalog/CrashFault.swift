package import LabModel
internal import LinuxHost

/// Crashes a process, or lets it exit, wherever it is blocked.
///
/// The instrumented peer does it itself: a real invalid store, abort() or _exit(). Any other program is sent the
/// signal, which the kernel treats the same from there on; it cannot be made to exit with a status of our choice.
package struct CrashFault: Fault {
  package static let kind = "crash"
  package static let usage = """
    crash: PROCESS
    crash: { process: PROCESS, signal: SIGSEGV|SIGABRT }
    crash: { process: PROCESS, exit: STATUS }
    """
  package static let summary =
    "Crashes a process: our peer by a real SIGSEGV, abort() or exit, any other program by the signal."
  package static let proof = "the process was reaped, killed by that signal or ended with that status"
  package static let example = """
    title: A crash looks like a kill to the other end
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, receive ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: accept, result: 0 }
      - crash: server
      - wait: { process: client, call: receive, result: 0 }
    expect:
      - process: { name: server, signal: SIGSEGV }
    """

  package let target: String
  let end: PeerEnd

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.process("process", shorthand: true)
    let signal = parameters.node("signal")
    let status = try parameters.count("exit")
    switch (signal, status) {
    case (nil, nil): end = .invalidStore
    case (let node?, nil):
      let text = try ParameterReader.scalar(node, for: "signal")
      switch Signal(text) {
      case .segv: end = .invalidStore
      case .abort: end = .abort
      default:
        throw LabDiagnostic(
          node.position, "a process cannot crash by '\(text)'", why: "it is SIGSEGV or SIGABRT",
          remedy: "for another signal write 'kill: { process: \(target), signal: \(text) }'")
      }
    case (nil, let status?):
      guard status < 256 else {
        throw LabDiagnostic(
          parameters.node.position, "'exit: \(status)' is no exit status", why: "it is from 0 to 255")
      }
      end = .exit(status: Int32(status))
    case (_?, _?):
      throw LabDiagnostic(
        parameters.node.position, "'crash' needs one of 'signal' and 'exit'", remedy: "remove one of them")
    }
  }

  private var expected: ProcessChange {
    switch end {
    case .invalidStore: .killed(by: .segv)
    case .abort: .killed(by: .abort)
    case .exit(let status): .exited(status: status)
    }
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let process = try lab.process(target)
    if process.isInstrumented {
      try process.request(end)
    } else {
      guard case .killed(let signal) = expected else {
        throw FaultError("\(target) is not our peer: nobody can make it exit with a status of our choice")
      }
      try process.send(signal)
    }
    let change = try process.awaitEnd()
    guard change == expected else {
      throw FaultError("process \(target) should have \(wanted), but it \(words(change))")
    }
    return AppliedFault(site: "process \(target)", proof: "pid \(process.pid) \(words(change))")
  }

  /// As it follows "should have".
  private var wanted: String {
    if case .killed(let signal) = expected { return "been killed by \(signal)" }
    return words(expected)
  }

  private func words(_ change: ProcessChange) -> String {
    switch change {
    case .exited(let status): "exited with status \(status)"
    case .killed(let signal): "was killed by \(signal)"
    case .stopped: "was stopped"
    case .continued: "went on"
    }
  }
}
