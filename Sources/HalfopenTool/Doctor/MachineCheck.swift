/// One thing that labs need of a machine.
///
/// A new one is one file in `Checks/` and one line in `MachineCheckCatalog.all`. Wherever possible a check
/// does what a lab would do, instead of asking whether it could.
protocol MachineCheck: Sendable {
  /// What is checked, in a word or two: "hosts".
  static var name: String { get }
  /// Who cannot do without: "every lab".
  static var neededFor: String { get }

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult
}

/// What a check came to.
enum CheckResult: Sendable, Hashable {
  /// It is there; the sentence says what was seen.
  case good(String)
  /// It is not there.
  case missing(what: String, why: String, remedy: String)
  /// Labs run without it, but somebody will miss it.
  case note(what: String, remedy: String)
  /// It cannot be known before something else is mended.
  case notExamined(because: String)

  /// The word for programs.
  var status: String {
    switch self {
    case .good: "good"
    case .missing: "missing"
    case .note: "note"
    case .notExamined: "notExamined"
    }
  }
}

/// All checks, in the order in which a machine is put right.
enum MachineCheckCatalog {
  static let all: [any MachineCheck.Type] = [
    KernelCheck.self,
    PeerCheck.self,
    HostsCheck.self,
    CaptureCheck.self,
    SysctlCheck.self,
    FirewallCheck.self,
    ProgramsCheck.self,
    OutputCheck.self,
    OrdinaryUsersCheck.self,
  ]
}
