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
  /// The names that faults have, by which a later step ends them; nil: not known.
  package var faultNames: [String]?

  /// The steps that are no faults.
  package static let plainSteps = ["start", "continue", "wait"]

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
    steps: [StepName] = [], scripts: [String: Script] = [:], faultNames: [String]? = nil
  ) {
    self.hosts = hosts
    self.processes = processes
    self.switches = switches
    self.steps = steps
    self.scripts = scripts
    self.faultNames = faultNames
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
      scripts: Self.scripts(of: lab), faultNames: Self.faultNames(of: lab))
  }

  /// Of a fault itself, and of what its trigger holds.
  private static func faultNames(of lab: Lab) -> [String] {
    (lab.faults + lab.steps).filter { $0.kind != "lift" && $0.kind != "release" }.flatMap { step in
      [step.parameters.entry("name"), step.parameters.entry("when")?.entry("hold")].compactMap { $0?.scalar }
    }
  }

  /// Refuses the name of a fault in a lab whose faults have other names.
  package func checkFaultName(_ name: String, at position: SourcePosition) throws(LabDiagnostic) {
    guard let faultNames, !faultNames.isEmpty, !faultNames.contains(name) else { return }
    throw LabDiagnostic(
      position, "no fault is named '\(name)'",
      why: "the names in this lab are \(ParameterReader.list(faultNames))",
      remedy: Spelling.suggestion(for: name, among: faultNames).map { "did you mean '\($0)'?" }
        ?? "write 'name: \(name)' in the fault that is meant")
  }

  /// Refuses a mistyped kind of a fault; one that the lab simply does not have is inconclusive when it has run.
  package func checkFault(_ kind: String, at position: SourcePosition) throws(LabDiagnostic) {
    let kinds = steps.map(\.kind).filter { !Self.plainSteps.contains($0) }
    guard !kinds.contains(kind), Spelling.suggestion(for: kind, among: kinds) != nil else { return }
    throw unknown("fault", kind, among: kinds, at: position)
  }

  /// Refuses what no fault can act on: a host, a process, all wires together or a fault's name.
  package func checkTarget(_ name: String, at position: SourcePosition) throws(LabDiagnostic) {
    let known = hosts + processes.keys.sorted() + ["network"] + (faultNames ?? [])
    guard !known.contains(name) else { return }
    throw unknown("host or process", name, among: known, at: position)
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
