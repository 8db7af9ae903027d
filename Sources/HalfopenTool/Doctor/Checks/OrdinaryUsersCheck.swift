import LabRunner

/// Whether somebody without root's rights could run labs here, too.
struct OrdinaryUsersCheck: MachineCheck {
  static let name = "without root"
  static let neededFor = "whoever is not root"

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    guard machine.facts.isPrivileged else {
      // The world was just tried without root's rights.
      if case .success = machine.tryWorld() { return .good("labs need no root here") }
      return .notExamined(because: TrialFailure.noWorld.sentence)
    }
    var ordinary = machine.facts
    ordinary.isPrivileged = false
    if case .success = machine.tryWorld() {
      // A container that lets root make hosts has no rule against it for others.
      ordinary.container = nil
      ordinary.hasSeccompFilter = false
    }
    guard let remedy = Remedy.remedy(for: "EPERM", on: ordinary) else {
      return .good("nothing on this machine keeps ordinary users from running labs")
    }
    return .note(what: "ordinary users cannot run labs here: \(remedy.why)", remedy: remedy.action)
  }
}
