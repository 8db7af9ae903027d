import LabRunner
import LinuxHost

/// Hosts can be made: namespaces, the switch, cables.
struct HostsCheck: MachineCheck {
  static let name = "hosts"
  static let neededFor = "every lab"

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    switch machine.tryWorld() {
    case .success(let trial):
      return .good(
        "two hosts, a switch and their cables stood after \(trial.upNs.asMilliseconds), captures open after "
          + "\(trial.capturesNs.asMilliseconds), all gone \(trial.downNs.asMilliseconds) after the end")
    case .failure(let failure):
      let action =
        failure.errno.flatMap { Remedy.remedy(for: $0, on: machine.facts) }?.action
        ?? "run halfopen as root; in a container, start it with 'docker run --privileged'"
      // The sentence that `run` prints ends with the remedy, which stands in a line of its own here.
      let why =
        failure.sentence.hasSuffix("; \(action)")
        ? String(failure.sentence.dropLast(action.count + 2)) : failure.sentence
      return .missing(
        what: "hosts cannot be made: namespaces, links or captures are refused", why: why, remedy: action)
    }
  }
}

extension Int64 {
  /// `5.2 ms`
  fileprivate var asMilliseconds: String { "\(self / 1_000_000).\(self / 100_000 % 10) ms" }
}
