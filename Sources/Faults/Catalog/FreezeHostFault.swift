package import LabModel
internal import LinuxHost

/// Stops every program of a host where it stands, also what its programs have forked.
///
/// One kill(-1), which no fork can slip through. The kernel goes on: it acknowledges, answers keepalive probes and
/// completes handshakes, as that of a machine whose programs hang. Source: kill(2), signal(7).
package struct FreezeHostFault: Fault {
  package static let kind = "freeze-host"
  package static let usage = "freeze-host: HOST"
  package static let summary =
    "Stops every process of a host (SIGSTOP to all); its kernel goes on acknowledging and answering."
  package static let proof = "every thread of every process of the host was in state T (stopped)"
  package static let example = """
    title: A hanging host's kernel completes handshakes
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept ] }
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - freeze-host: server
      - start: client
      - wait: { process: client, call: connect, result: 0 }
    expect:
      - call: { process: server, operation: accept, blocked: true }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    guard try !host.processes().isEmpty else { throw FaultError("no process runs on \(target)") }
    try host.signalAllProcesses(.stop)
    let stopped = try lab.wait(atMost: .seconds(10)) { () throws(FaultError) in
      try host.processes().allSatisfy(\.isStopped)
    }
    let processes = try host.processes()
    guard stopped, !processes.isEmpty else {
      let running = processes.filter { !$0.isStopped }.map { "\($0.name) (\($0.pid))" }
      throw FaultError("not stopped on \(target) within 10 s: \(running.joined(separator: ", "))")
    }
    return AppliedFault(
      site: "every process of \(target)", proof: "stopped: \(HostProcess.list(processes))")
  }
}
