package import Faults
package import LabModel
internal import PeerRuntime

/// A step that is understood: what the timeline carries out.
package enum ResolvedStep: Sendable {
  case start(process: String)
  /// Lets a peer that waits go on.
  case proceed(process: String)
  case pause(Duration)
  case wait(any WaitCondition, within: Duration)
  case fault(any Fault)
  /// A fault that is done when its condition comes true, while the steps go on.
  case armedFault(any Fault, FaultTrigger)
}

/// A lab of which every word is understood, without the kernel having been touched.
package struct ResolvedLab: Sendable {
  package var lab: Lab
  package var faults: [(source: LabStep, step: ResolvedStep)]
  package var steps: [(source: LabStep, step: ResolvedStep)]

  package init(_ lab: Lab) throws(LabDiagnostic) {
    let names = LabNames(lab)
    self.lab = lab
    faults = []
    steps = []
    for step in lab.faults { faults.append((step, try StepCatalog.resolve(step, names: names))) }
    for step in lab.steps { steps.append((step, try StepCatalog.resolve(step, names: names))) }
  }

  /// The hosts between which and the switch a fault needs a wire.
  var wiredHosts: Set<String> {
    var hosts: Set<String> = []
    for (_, step) in faults + steps {
      for place in step.wires {
        switch place {
        case .none: break
        case .hosts(let names): hosts.formUnion(names)
        case .all: hosts.formUnion(lab.hosts.map(\.name))
        }
      }
    }
    if hosts.isEmpty { return [] }
    // What a NAT makes of a packet must be seen, so that the wires behind it know whose packet it is.
    return hosts.union(lab.routers.filter { $0.nat != nil }.map(\.host))
  }
}

extension ResolvedStep {
  fileprivate var wires: [WiredHosts] {
    switch self {
    case .fault(let fault): [fault.wiredHosts]
    case .armedFault(let fault, .packet(let choice)): [fault.wiredHosts, choice.wiredHosts]
    case .armedFault(let fault, _): [fault.wiredHosts]
    case .start, .proceed, .pause, .wait: []
    }
  }
}

extension ResolvedLab {
  /// Whether the wires must remember what passes them, for a fault that comes later.
  var recallsPackets: Bool {
    (faults + steps).contains { _, step in
      switch step {
      case .fault(let fault), .armedFault(let fault, _): fault.recallsPackets
      case .start, .proceed, .pause, .wait: false
      }
    }
  }
}

/// What may stand under `steps`.
package enum StepCatalog {
  private static let own = LabNames.plainSteps

  /// The steps that are not faults: word, usage and one sentence each, for the reference.
  package static let reference: [(kind: String, usage: String, summary: String)] = [
    (
      "start", "start: PROCESS",
      """
      Starts a process and waits until the program runs; one with 'ready' until it is ready: it listens on a port, has \
      printed a text, there is a file.
      """
    ),
    ("continue", "continue: PROCESS", "Lets an instrumented process that is at its 'wait' go on."),
    (
      "wait", "wait: TIME\nwait: { packet: PACKETS, within: TIME }",
      "Waits a time, or for a fact, at most 10 s unless 'within' says more."
    ),
  ]

  /// For the lab file's reader: every word that may be a step, with its check.
  package static var vocabulary: LabVocabulary {
    let check: @Sendable (LabStep, LabNames) throws(LabDiagnostic) -> Void = {
      (step, names) throws(LabDiagnostic) in _ = try resolve(step, names: names)
    }
    return LabVocabulary(
      steps: (own + FaultCatalog.kinds).map { LabVocabulary.Word($0, check: check) },
      faults: FaultCatalog.kinds.map { LabVocabulary.Word($0, check: check) },
      operations: PeerOperationCatalog.all.map { LabVocabulary.Word($0.name, check: checkOperation) })
  }

  package static func resolve(_ step: LabStep, names: LabNames) throws(LabDiagnostic) -> ResolvedStep {
    if FaultCatalog.kinds.contains(step.kind) { return try fault(step, names: names) }
    var parameters = ParameterReader(step, names: names)
    let resolved: ResolvedStep
    switch step.kind {
    case "start": resolved = .start(process: try parameters.process("process", shorthand: true))
    case "continue": resolved = .proceed(process: try parameters.peer("process", shorthand: true))
    case "wait": return try wait(step, names: names)
    default:
      throw LabDiagnostic(
        step.position, "unknown step '\(step.kind)'",
        why: "there is \(ParameterReader.list(own + FaultCatalog.kinds))")
    }
    try parameters.finish()
    return resolved
  }

  private static func wait(_ step: LabStep, names: LabNames) throws(LabDiagnostic) -> ResolvedStep {
    guard case .mapping = step.parameters.value else {
      return .pause(try ParameterReader.duration(step.parameters, for: "wait"))
    }
    var parameters = ParameterReader(step, names: names)
    let within = try parameters.duration("within") ?? WaitCatalog.defaultLimit
    let condition = try WaitCatalog.make(&parameters)
    try parameters.finish()
    return .wait(condition, within: within)
  }

  private static func fault(_ step: LabStep, names: LabNames) throws(LabDiagnostic) -> ResolvedStep {
    let when = step.parameters.entry("when")
    // A mistake in the fault itself comes first, as it stands first.
    guard let fault = try FaultCatalog.make(step.withoutTrigger, names: names) else {
      preconditionFailure("the catalog makes what it lists")
    }
    guard let when else { return .fault(fault) }
    return .armedFault(fault, try FaultTrigger(when, names: names))
  }

  private static let checkOperation: @Sendable (LabStep, LabNames) throws(LabDiagnostic) -> Void = {
    (step, names) throws(LabDiagnostic) in
    func place(_ offset: Int) -> SourcePosition {
      var position = step.position
      position.column += offset
      return position
    }
    let instruction: PeerInstruction
    do throws(PeerSyntaxError) { instruction = try PeerOperationCatalog.parse(step.instruction) } catch {
      throw LabDiagnostic(place(error.offset), error.message)
    }
    for host in instruction.hosts where !host.needsNoLab {
      try names.checkHost(host.name, at: place(host.offset))
    }
  }

  /// The peer's arguments, one per instruction.
  static func instructions(_ nodes: [LabNode]) throws(LabDiagnostic) -> [String] {
    var texts: [String] = []
    for node in nodes { texts.append(try LabStep(instruction: node).instruction) }
    return texts
  }
}
