package import LabModel
internal import LinuxHost

/// Stops a process where it stands; its sockets go on working in the kernel.
package struct FreezeFault: Fault {
  package static let kind = "freeze"
  package static let usage = "freeze: PROCESS"
  package static let summary =
    "Stops a process (SIGSTOP); the kernel goes on acknowledging what arrives for it."
  package static let proof = "the kernel reported the process as stopped"
  package static let example = """
    title: The kernel of a frozen program acknowledges
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, wait, send 10 ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: client, call: wait, started: true }
      - freeze: server
      - continue: client
      - wait: { socket: { host: server, receive-queue: 10 } }
    expect:
      - packets: { after: freeze, sequence: [ client > server data, server > client ack ] }
    """

  package let target: String

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.process("process", shorthand: true)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let process = try lab.process(target)
    try process.send(.stop)
    let change = try process.awaitChange { $0 != .continued }
    guard change == .stopped else { throw FaultError("process \(target) ended instead of stopping") }
    return AppliedFault(site: "process \(target)", proof: "pid \(process.pid) is stopped")
  }
}
