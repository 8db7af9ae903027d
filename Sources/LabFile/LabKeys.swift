/// The keys of a lab file, by where they stand: the reader refuses all others, and the schema lists them.
package enum LabKeys {
  package static let lab = [
    "title", "claims", "hosts", "network", "processes", "faults", "steps", "expect", "variants", "slow",
    "machine-wide",
  ]
  package static let required = LabReader.required.map { $0.key }
  package static let claim = ["text", "source", "test"]
  package static let host = ["sysctl", "sysctl-if-present", "ipv6", "neighbours"]
  package static let network = ["switches", "routers"]
  package static let router = ["nat", "firewall", "otherwise"]
  package static let process = ["on", "socket", "command", "environment", "files", "ready"]
}
