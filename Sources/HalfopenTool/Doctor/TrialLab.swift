import Evidence
import LabFile
import LabModel
import LinuxHost

/// A small lab that the doctor runs to see whether the machine can: the same way as every other lab.
struct TrialLab {
  let name: String
  let text: String

  /// One connection between two hosts; beside them, hosts that set kernel parameters.
  ///
  /// - Parameter sysctls: Each is set once per value, and on as few hosts as that takes.
  static func connection(setting sysctls: [LabSysctl]) -> TrialLab {
    let probes = spread(sysctls).enumerated().map { index, values in
      let pairs = values.sorted { $0.key < $1.key }.map { "\($0.key): '\($0.value)'" }
      return "\n  \(probeName)\(index + 1): { sysctl: { \(pairs.joined(separator: ", ")) } }"
    }
    return TrialLab(
      name: "doctor/connection",
      text: """
        title: A connection between two hosts
        hosts:
          client: {}
          server: {}\(probes.joined())
        processes:
          server: { on: server, socket: [ listen 7000, accept, receive ] }
          client: { on: client, socket: [ connect server:7000, send 10 ] }
        steps:
          - start: server
          - wait: { process: server, call: accept, started: true }
          - start: client
          - wait: { process: server, call: receive, result: 10 }
          - wait: { packet: server > client ack arrived }
        expect:
          - packets:
              sequence:
                - client > server syn arrived
                - server > client synAck arrived
                - client > server handshakeAck arrived
                - client > server data len 10 arrived
                - server > client ack arrived

        """)
  }

  /// A port that a firewall rule closes, and opens again.
  static let firewall = TrialLab(
    name: "doctor/firewall",
    text: """
      title: A port behind a firewall
      hosts:
        client: {}
        server: {}
      processes:
        server: { on: server, socket: [ listen 7000, accept ] }
        refused: { on: client, socket: [ connect server:7000 ] }
        admitted: { on: client, socket: [ connect server:7000 ] }
      steps:
        - start: server
        - wait: { process: server, call: accept, started: true }
        - firewall: { on: server, reject: tcp dport 7000 }
        - start: refused
        - wait: { process: refused, call: connect }
        - lift-firewall: server
        - start: admitted
        - wait: { process: admitted, call: connect }
      expect:
        - call: { process: refused, operation: connect, error: ECONNREFUSED }
        - call: { process: admitted, operation: connect, result: 0 }

      """)

  static let probeName = "parameters"
  /// More different values of one parameter than this are not tried.
  private static let greatestProbeCount = 16

  /// The parameters as maps from key to value: the first value of every key, then the second, ….
  private static func spread(_ sysctls: [LabSysctl]) -> [[String: String]] {
    var hosts: [[String: String]] = []
    for sysctl in sysctls where !sysctl.onlyIfPresent {
      if hosts.contains(where: { $0[sysctl.key] == sysctl.value }) { continue }
      if let free = hosts.firstIndex(where: { $0[sysctl.key] == nil }) {
        hosts[free][sysctl.key] = sysctl.value
      } else if hosts.count < greatestProbeCount {
        hosts.append([sysctl.key: sysctl.value])
      }
    }
    return hosts
  }

  /// Runs it in a folder that is removed again.
  func run() throws -> LabOutcome {
    let document = try LabDocument(
      parsing: Array(text.utf8), file: name, name: name, vocabulary: LabLoading.vocabulary)
    guard let lab = document.labs.first else { throw TrialFailure("'\(name)' holds no lab") }
    let peer = try OwnFiles.peer()
    return try TemporaryFolder.with { folder in
      let session = LabSession(document: document, lab: lab, directory: folder, seed: 1, peerPath: peer)
      return session.run { _, _ in }
    }
  }
}
