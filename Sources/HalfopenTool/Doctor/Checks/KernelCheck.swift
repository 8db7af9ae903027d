import LinuxHost

/// The kernel has the system calls that everything is made with.
struct KernelCheck: MachineCheck {
  static let name = "kernel"
  static let neededFor = "every lab"

  /// mount_setattr(2) came with 5.12, close_range(2) with 5.9, setns(2) with a pidfd with 5.8.
  private static let oldest = (major: 5, minor: 12)

  static func examine(_ machine: inout ExaminedMachine) -> CheckResult {
    let release = kernelRelease()
    guard let (major, minor) = version(of: release) else {
      return .note(
        what: "the kernel's version '\(release)' cannot be read", remedy: "see whether the labs run")
    }
    guard (major, minor) >= oldest else {
      return .missing(
        what: "Linux \(release) is too old",
        why: "labs need \(oldest.major).\(oldest.minor) or newer (mount_setattr)",
        remedy: "boot a newer kernel; Debian 12, Ubuntu 22.04 and later have one")
    }
    return .good("Linux \(release)")
  }

  /// `6.18.44-vm` → (6, 18)
  static func version(of release: String) -> (Int, Int)? {
    let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
  }
}
