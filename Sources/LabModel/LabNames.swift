import WireFormat

/// The names that a lab's steps and expectations may refer to.
package struct LabNames: Sendable, Hashable {
  package var hosts: [String]
  /// Process name → its host.
  package var processes: [String: String]
  /// The lab's steps as written, so that an expectation can say `after: power-off`.
  package var steps: [StepName]

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

  package init(hosts: [String], processes: [String: String], steps: [StepName] = []) {
    self.hosts = hosts
    self.processes = processes
    self.steps = steps
  }

  package init(_ lab: Lab) {
    self.init(
      hosts: lab.hosts.map(\.name),
      processes: Dictionary(
        lab.processes.flatMap { process in
          [(process.name, process.host)] + (process.childName.map { [($0, process.host)] } ?? [])
        }, uniquingKeysWith: { first, _ in first }),
      steps: lab.steps.map { StepName(kind: $0.kind, text: $0.text) })
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
