import Evidence
import LabRunner
import LinuxHost

/// The faults `firewall` and `lift-firewall` work.
struct FirewallCheck: MachineCheck {
  static let name = "firewall"
  static let neededFor = "labs with the fault 'firewall'"

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    do throws(SystemCallError) { _ = try Executable.find("nft") } catch {
      let remedy = Remedy.installing("nft")
      return .missing(what: "the program nft is not installed", why: remedy.why, remedy: remedy.action)
    }
    switch machine.run(.firewall) {
    case .failure(let failure): return .notExamined(because: failure.sentence)
    case .success(let outcome) where outcome.verdict == .pass:
      return .good("a rule refused a connection, and let the next one pass when it was lifted")
    case .success(let outcome):
      return .missing(
        what: "nftables rules do not work in a host", why: outcome.reason,
        remedy:
          "run 'sudo modprobe -a nf_tables nft_reject_inet', or boot a kernel with CONFIG_NF_TABLES_INET")
    }
  }
}
