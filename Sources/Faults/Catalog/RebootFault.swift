package import LabModel

/// Boots a host again: same name and addresses, no connection, no program running but those that are named.
///
/// A host that still has power loses it first. The cable works before the first program runs, as on most machines:
/// what comes in between finds a host without it.
package struct RebootFault: Fault {
  package static let kind = "reboot"
  package static let usage = "reboot: HOST\nreboot: { host: HOST, start: [ ITS-PROCESS, … ] }"
  package static let summary =
    "Boots a host again: same addresses, its cable plugged in, no connections; its programs are not started, unless"
    + " 'start' names them."
  package static let proof =
    "the old host's last process was gone, the new interface is operational, each process of 'start' runs"
  package static let example = """
    title: A host that came back knows of no connection
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive 5, receive ] }
      client: { on: client, socket: [ connect server:7000, send 5, wait, send 10, receive ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { packet: server > client ack arrived }
      - wait: { process: client, call: wait, started: true }
      - power-off: server
      - reboot: server
      - continue: client
      - wait: { process: client, call: receive, error: ECONNRESET }
    expect:
      - packets: { after: reboot, sequence: [ client > server data, server > client reset ] }
    """

  package let target: String
  /// Started in this order.
  let programs: [String]

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
    var programs: [String] = []
    for node in try parameters.list("start") ?? [] {
      let name = try ParameterReader.scalar(node, for: "start")
      try parameters.names.checkProcess(name, at: node.position)
      guard let host = parameters.names.processes[name], host == target else {
        throw LabDiagnostic(
          node.position, "'\(name)' is no process of \(target)",
          why: "it runs on \(parameters.names.processes[name] ?? "no host")",
          remedy: "name processes of the host that boots")
      }
      programs.append(name)
    }
    self.programs = programs
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    if host.isPlugged { try host.setPlugged(false) }
    try host.endAllProcesses()
    try host.boot()
    let cable = host.cableIsOut ? "its cable put back, " : ""
    host.cableIsOut = false
    for program in programs { try lab.startProcess(program) }
    let running = programs.isEmpty ? "" : "; started: " + programs.joined(separator: ", ")
    return AppliedFault(
      site: "host \(target)", proof: "\(target) is up again, \(cable)its interface operational\(running)")
  }
}
