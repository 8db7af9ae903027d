package import LabModel

/// The faults that a lab can ask for, in the reference's order.
package enum FaultCatalog {
  package static let all: [any Fault.Type] = [
    KillFault.self,
    CrashFault.self,
    FreezeFault.self,
    ThawFault.self,
    FreezeHostFault.self,
    ThawHostFault.self,
    UnplugFault.self,
    ReplugFault.self,
    PowerOffFault.self,
    ShutDownFault.self,
    RebootFault.self,
    SysctlFault.self,
    DestroySocketFault.self,
    ForgetNeighbourFault.self,
    MTUFault.self,
    LinkSpeedFault.self,
    FirewallFault.self,
    LiftFirewallFault.self,
    ForgetStateFault.self,
    DropFault.self,
    DelayFault.self,
    DuplicateFault.self,
    ReorderFault.self,
    CorruptFault.self,
    RateFault.self,
    RewriteFault.self,
    InjectFault.self,
    HoldFault.self,
    ReleaseFault.self,
    LiftFault.self,
    CutFault.self,
    MendFault.self,
  ]

  package static let kinds: [String] = all.map { $0.kind }

  /// Makes the fault that a step asks for; nil when the step is no fault.
  package static func make(_ step: LabStep, names: LabNames) throws(LabDiagnostic) -> (any Fault)? {
    guard let type = all.first(where: { $0.kind == step.kind }) else { return nil }
    var parameters = ParameterReader(step, names: names)
    let fault = try type.init(&parameters)
    try parameters.finish()
    return fault
  }
}
