package import LabModel
internal import LinuxHost

/// Shuts a host down in order: programs are asked to end, then made to, and the power goes last.
///
/// SIGTERM to all; SIGKILL to what is left after the grace; then the kernel, which is still up, closes what
/// they had open. The power goes when no connection is left, at the latest another grace later: no machine waits for a
/// peer that does not answer. Source: init systems' own order, for instance systemd-shutdown(8).
package struct ShutDownFault: Fault {
  package static let kind = "shut-down"
  package static let usage = "shut-down: HOST\nshut-down: { host: HOST, grace: TIME }"
  package static let summary =
    "Shuts a host down in order: SIGTERM to all, SIGKILL to what is left after the grace (2s unless named); its"
    + " kernel sends their FINs, and its power goes when no connection is left, or after another grace."
  package static let proof = "its last process was gone before its interface lost the carrier"
  package static let example = """
    title: An orderly shutdown closes connections
    hosts: { client: {}, server: {} }
    processes:
      server: { on: server, socket: [ listen 7000, accept, receive ] }
      client: { on: client, socket: [ connect server:7000, receive, close ] }
    steps:
      - start: server
      - wait: { process: server, call: accept, started: true }
      - start: client
      - wait: { process: server, call: accept, result: 0 }
      - shut-down: server
    expect:
      - packets: { after: shut-down, sequence: [ server > client fin, client > server fin ] }
    """

  package let target: String
  let grace: Duration

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("host", shorthand: true)
    grace = try parameters.duration("grace") ?? .seconds(2)
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    let all = try host.processes().count
    var ends: [String] = []
    if all > 0 {
      try host.signalAllProcesses(.term)
      let left = try remaining(lab, host, atMost: grace)
      if left.count < all { ends.append("\(all - left.count) of its \(all) processes ended on SIGTERM") }
      if !left.isEmpty {
        try host.signalAllProcesses(.kill)
        let immortal = try remaining(lab, host, atMost: .seconds(10))
        guard immortal.isEmpty else {
          throw FaultError("not gone 10 s after SIGKILL on \(target): \(HostProcess.list(immortal))")
        }
        ends.append("killed after \(grace.labText): \(HostProcess.list(left))")
      }
    } else {
      ends.append("no process was running")
    }
    let closed = try lab.wait(atMost: grace) { () throws(FaultError) in
      try host.sockets().allSatisfy { ["LISTEN", "TIME_WAIT"].contains($0.state) }
    }
    ends.append(closed ? "no connection was left" : "connections were left after \(grace.labText)")
    if host.isPlugged { try host.setPlugged(false) }
    try host.endAllProcesses()
    return AppliedFault(site: "host \(target)", proof: ends.joined(separator: "; ") + "; then its power went")
  }

  /// The processes that are left when all are gone or the time is up.
  private func remaining(
    _ lab: any FaultableLab, _ host: any FaultableHost, atMost limit: Duration
  ) throws(FaultError) -> [HostProcess] {
    _ = try lab.wait(atMost: limit) { () throws(FaultError) in try host.processes().isEmpty }
    return try host.processes()
  }
}
