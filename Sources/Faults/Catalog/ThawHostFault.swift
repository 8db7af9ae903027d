package import LabModel
internal import LinuxHost

/// Lets every program of a frozen host go on.
package struct ThawHostFault: Fault {
  package static let kind = "thaw-host"
  package static let usage = "thaw-host: HOST"
  package static let summary = "Lets every process of a frozen host go on (SIGCONT to all)."
  package static let proof = "no process of the host was stopped any more, and one had been"
  package static let example = """
    title: A host that hung goes on
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
      - thaw-host: server
      - wait: { process: server, call: accept, result: 0 }
    expect:
      - packets: { after: thaw-host, none: any }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    let frozen = try host.processes().filter(\.isStopped)
    guard !frozen.isEmpty else { throw FaultError("no process of \(target) is stopped") }
    try host.signalAllProcesses(.cont)
    let thawed = try lab.wait(atMost: .seconds(10)) { () throws(FaultError) in
      try !host.processes().contains(where: \.isStopped)
    }
    guard thawed else { throw FaultError("processes of \(target) were still stopped after 10 s") }
    return AppliedFault(site: "every process of \(target)", proof: "go on: \(HostProcess.list(frozen))")
  }
}
