import Evidence
import LabRunner

/// What travels between hosts is captured at both ends.
struct CaptureCheck: MachineCheck {
  static let name = "packets"
  static let neededFor = "every lab"

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    switch machine.tryConnection() {
    case .failure(let failure):
      return .notExamined(because: failure.sentence)
    case .success(let outcome):
      let expectations = outcome.expectations
      guard !expectations.isEmpty, expectations.allSatisfy({ $0.verdict == .pass }) else {
        return .missing(
          what: "a plain connection between two hosts was not captured as it must be",
          why: outcome.expectations.first { $0.verdict != .pass }?.evidence ?? outcome.reason,
          remedy:
            "run 'halfopen run labs/handshake --verbose' and look at the record; this may be a bug of halfopen"
        )
      }
      let lost = outcome.record.captures.reduce(0) { $0 + $1.droppedByKernel }
      guard lost == 0 else {
        return .missing(
          what: "the kernel had no room for \(lost) captured frames", why: "memory or processors are short",
          remedy: "run again on a machine that is less busy, with '--jobs 1'")
      }
      let congestion = outcome.record.hosts.first?.sysctls["net.ipv4.tcp_congestion_control"] ?? "unknown"
      guard congestion == "reno" else {
        return .missing(
          what: "hosts use the congestion control '\(congestion)'", why: "labs count on reno",
          remedy: "run 'sudo modprobe tcp_reno', or boot a kernel that has it")
      }
      return .good(
        "a connection's \(outcome.record.packets.count) packets were captured at both ends, under reno's congestion control"
      )
    }
  }
}
