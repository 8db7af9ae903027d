import Evidence
import LabModel

/// The kernel parameters that the labs set exist in a host of their own.
struct SysctlCheck: MachineCheck {
  static let name = "sysctls"
  static let neededFor = "the labs that set them"

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    let needed = machine.labs.flatMap(\.hosts).flatMap(\.sysctls).filter { !$0.onlyIfPresent }
    guard !needed.isEmpty else { return .good("no lab asks for one") }
    switch machine.tryConnection() {
    case .failure(let failure): return .notExamined(because: failure.sentence)
    case .success(let outcome):
      let refused = needed.filter { sysctl in
        outcome.record.problems.contains { $0.contains(" cannot have \(sysctl.key) = \(sysctl.value):") }
      }
      let keys = Set(needed.map(\.key)).sorted()
      guard let first = refused.first else {
        return .good("all that the labs set can be set: \(keys.joined(separator: ", "))")
      }
      let names = Set(refused.map { "\($0.key) = \($0.value)" }).sorted().joined(separator: ", ")
      return .missing(
        what: "this kernel cannot have \(names)",
        why: "needed by \(first.position.file):\(first.position.line)"
          + (refused.count > 1 ? " and others" : ""),
        remedy:
          "boot a kernel that has it, or write it under 'sysctl-if-present' where no result depends on it")
    }
  }
}
