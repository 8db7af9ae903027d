package import LabModel
internal import LinuxHost

/// Changes kernel parameters of a host while the lab runs.
///
/// Each is written and read back, because a write to /proc/sys can be accepted and ignored. What a socket took over
/// when it was made, or a timer that runs, does not change with it. Source: sysctl(8), proc_sys(5).
package struct SysctlFault: Fault {
  package static let kind = "sysctl"
  package static let usage = "sysctl: { on: HOST, set: { net.ipv4.tcp_keepalive_time: 5 } }"
  package static let summary = "Changes kernel parameters (net.…) of a host at run time."
  package static let proof = "each parameter read back as it was written"
  package static let example = """
    title: A retry limit is lowered while the lab runs
    hosts: { client: {}, server: {} }
    processes:
      client: { on: client, socket: [ connect server:7000 ] }
    steps:
      - sysctl: { on: client, set: { net.ipv4.tcp_syn_retries: 1, net.ipv4.tcp_syn_linear_timeouts: 0 } }
      - power-off: server
      - start: client
      - wait: { process: client, call: connect, error: ETIMEDOUT }
    expect:
      - packets: { count: { of: client > server syn, is: 2 } }
    """

  package let target: String
  let settings: [(key: String, value: String)]

  package init(_ parameters: inout ParameterReader) throws(LabDiagnostic) {
    target = try parameters.host("on")
    let node = try parameters.require("set")
    guard case .mapping(let entries) = node.value, !entries.isEmpty else {
      throw LabDiagnostic(
        node.position, "'set' names no parameter", remedy: "write 'set: { net.ipv4.tcp_retries2: 5 }'")
    }
    var settings: [(key: String, value: String)] = []
    for entry in entries {
      guard entry.key.hasPrefix("net."), Sysctl.path(of: entry.key) != nil else {
        throw LabDiagnostic(
          entry.keyPosition, "'\(entry.key)' is no sysctl of a host",
          why: "only those under 'net.' belong to a host of its own",
          remedy: "write it with dots, as 'net.ipv4.tcp_retries2'")
      }
      settings.append((entry.key, try ParameterReader.scalar(entry.value, for: entry.key)))
    }
    self.settings = settings
  }

  package func apply(to lab: any FaultableLab) throws(FaultError) -> AppliedFault {
    let host = try lab.host(target)
    var proofs: [String] = []
    for (key, value) in settings {
      let found = try host.inNetwork { () throws(SystemCallError) in
        try Sysctl.write(key, value)
        return try Sysctl.read(key)
      }
      guard found == Sysctl.normalized(value) else {
        throw FaultError("\(target) cannot have \(key) = \(value): it reads back as \(found)")
      }
      proofs.append("\(key) = \(found)")
    }
    return AppliedFault(
      site: "kernel of \(target)", proof: "read back: \(proofs.joined(separator: ", "))")
  }
}
