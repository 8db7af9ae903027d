package import LabModel
internal import LinuxHost

/// Ends a process with a signal, SIGKILL unless another is named.
///
/// The kernel closes the process's sockets as it ends: what the peer then sees depends on their state.
/// Source: signal(7).
package struct KillFault: Fault {
  package static let kind = "kill"
  package static let usage = "kill: PROCESS\nkill: { process: PROCESS, signal: SIGTERM }"
  package static let summary = "Ends a process with a signal (SIGKILL unless another is named)."
  package static let proof =
    "the process was reaped, killed by that signal, or ended by itself after one that it can catch"
  package static let example = """
    title: A killed program's kernel closes its connection
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, receive ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: accept, result: 0 }
      - kill: server
      - wait: { process: client, call: receive, result: 0 }
    expect:
      - packets: { after: kill, sequence: server > client fin }
    """

  package let target: String
  let signal: Signal

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.process("process", shorthand: true)
    guard let node = parameters.node("signal") else {
      signal = .kill
      return
    }
    let text = try ParameterReader.scalar(node, for: "signal")
    guard let known = Signal(text) else {
      throw LabDiagnostic(
        node.position, "unknown signal '\(text)'", remedy: "write for example SIGTERM or 15")
    }
    guard known.endsByDefault else {
      throw LabDiagnostic(
        node.position, "\(known) ends no process",
        why: "a program that does nothing about it ignores it, stops, or goes on",
        remedy: "write for example SIGTERM; 'freeze' and 'thaw' stop a process and let it go on")
    }
    signal = known
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let process = try lab.process(target)
    try process.send(signal)
    let end: String
    switch try process.awaitEnd() {
    case .killed(let by) where by == signal: end = "was killed by \(by)"
    case .exited(let status) where signal != .kill:
      end = "ended by itself with status \(status) after \(signal)"
    case .exited(let status):
      throw FaultError(
        "process \(target) was ending already, by itself with status \(status), when \(signal) came")
    case .killed(let by): throw FaultError("process \(target) was killed by \(by), not by \(signal)")
    case .stopped, .continued: throw FaultError("process \(target) has not ended")
    }
    return AppliedFault(site: "process \(target)", proof: "pid \(process.pid) \(end)")
  }
}
