package import LabModel
internal import LinuxHost

/// Lets a frozen process go on.
package struct ThawFault: Fault {
  package static let kind = "thaw"
  package static let usage = "thaw: PROCESS"
  package static let summary = "Lets a frozen process go on (SIGCONT)."
  package static let proof = "the kernel reported the process as continued"
  package static let example = """
    title: A thawed program reads what came meanwhile
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 10 ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - freeze: server
      - continue: client
      - wait: { socket: { host: server, receive-queue: 10 } }
      - thaw: server
      - wait: { process: server, call: receive, result: 10 }
    expect:
      - packets: { after: thaw, none: client > server data }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.process("process", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let process = try lab.process(target)
    try process.send(.cont)
    let change = try process.awaitChange { $0 != .stopped }
    guard change == .continued else { throw FaultError("process \(target) ended instead of going on") }
    return AppliedFault(site: "process \(target)", proof: "pid \(process.pid) goes on")
  }
}
