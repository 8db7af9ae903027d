import WireFormat

/// The names that a lab's steps and expectations may refer to.
package struct LabNames: Sendable, Hashable {
  package var hosts: [String]
  /// Process name → its host.
  package var processes: [String: String]
  /// Host → the switches that it plugs into: several where it is a router.
  package var switches: [String: [String]]
  /// The lab's faults and steps as written, so that an expectation can say `after: power-off`.
  package var steps: [StepName]
  /// Process name → what it runs; a process that is missing may make any call.
  package var scripts: [String: Script]

  /// What tells one step of a lab from the others.
  package struct StepName: Sendable, Hashable {
    package var kind: String
    /// `kill: server`.
    package var text: String

    package init(kind: String, text: String) {
      self.kind = kind
      self.text = text
    }
  }

  package init(
    hosts: [String], processes: [String: String], switches: [String: [String]] = [:],
    steps: [StepName] = [], scripts: [String: Script] = [:]
  ) {
    self.hosts = hosts
    self.processes = processes
    self.switches = switches
    self.steps = steps
    self.scripts = scripts
  }

  package init(_ lab: Lab) {
    self.init(
      hosts: lab.hosts.map(\.name),
      processes: Dictionary(
        lab.processes.flatMap { process in
          [(process.name, process.host)] + (process.childName.map { [($0, process.host)] } ?? [])
        }, uniquingKeysWith: { first, _ in first }),
      switches: Dictionary(
        lab.hosts.map { host in
          (host.name, lab.switches.filter { $0.hosts.contains(host.name) }.map(\.name))
        }, uniquingKeysWith: { first, _ in first }),
      steps: (lab.faults + lab.steps).map { StepName(kind: $0.kind, text: $0.text) },
      scripts: Self.scripts(of: lab))
  }

  package func checkHost(_ name: String, at position: SourcePosition) throws(LabDiagnostic) {
    guard !hosts.contains(name) else { return }
    throw unknown("host", name, among: hosts, at: position)
  }

  package func checkProcess(_ name: String, at position: SourcePosition) throws(LabDiagnostic) {
    guard processes[name] == nil else { return }
    throw unknown("process", name, among: processes.keys.sorted(), at: position)
  }

  private func unknown(
    _ what: String, _ name: String, among known: [String], at position: SourcePosition
  ) -> LabDiagnostic {
    LabDiagnostic(
      position, "unknown \(what) '\(name)'", why: "this lab has \(ParameterReader.list(known))",
      remedy: Spelling.suggestion(for: name, among: known).map { "did you mean '\($0)'?" })
  }
}
