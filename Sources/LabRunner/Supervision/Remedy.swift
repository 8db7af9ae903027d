package import LinuxHost

/// What to do where a machine refuses what a lab needs.
package struct Remedy: Sendable, Hashable {
  /// Why it probably refused.
  package var why: String
  /// The one command that mends it, and other ways.
  package var action: String

  package init(why: String, action: String) {
    self.why = why
    self.action = action
  }

  /// Behind what was refused.
  var text: String { "\(why); \(action)" }

  /// The refusal, why it probably came, and the one command that mends it.
  package static func sentence(for error: SystemCallError) -> String {
    guard let remedy = remedy(for: error.name, on: .current()) else { return "\(error)" }
    return "\(error.cause): \(remedy.text)"
  }

  /// What to do when namespaces, links or mounts were refused with this errno.
  package static func remedy(for errno: String, on machine: MachineFacts) -> Remedy? {
    NamespaceRestriction.all.first { $0.errnos.contains(errno) && $0.isInForce(machine) }?.remedy
  }

  /// The package that has a program, and the command that installs it; where none is known to, it is people's own.
  package static func installing(_ program: String) -> Remedy {
    Remedy(
      why: "it is neither on PATH nor in the system folders",
      action: packages[program].map { "run 'sudo apt-get install \($0)'" }
        ?? "put its folder on PATH, or write its absolute path")
  }

  /// The packages of Debian and Ubuntu that have the programs which labs use most.
  private static let packages = [
    "nft": "nftables", "redis-server": "redis-server", "nc": "netcat-openbsd", "ss": "iproute2",
    "ip": "iproute2", "tc": "iproute2", "redis-cli": "redis-tools",
    "python3": "python3-minimal", "nginx": "nginx", "curl": "curl", "cmp": "diffutils", "dd": "coreutils",
  ]
}

/// A setting of the machine that keeps a lab's namespaces from being made.
package struct NamespaceRestriction: Sendable {
  /// The refusals that it can explain.
  package var errnos: Set<String>
  package var isInForce: @Sendable (MachineFacts) -> Bool
  package var remedy: Remedy

  /// The kernel parameters that the restrictions look at.
  package static let sysctls =
    ["kernel.apparmor_restrict_unprivileged_userns", "kernel.unprivileged_userns_clone"] + limits

  /// How many namespaces of each kind a user may have. Source: namespaces(7).
  private static let limits = [
    "user.max_user_namespaces", "user.max_net_namespaces", "user.max_pid_namespaces",
    "user.max_mnt_namespaces",
    "user.max_uts_namespaces",
  ]

  /// The most certain explanation first.
  package static let all: [NamespaceRestriction] =
    limits.map { key in
      // clone(2): ENOSPC when the limit is reached; kernels before 4.9 said EUSERS. As root we try without a
      // user namespace, and then hear of that way's own refusal.
      NamespaceRestriction(
        errnos: ["ENOSPC", "EUSERS", "EPERM"], isInForce: { $0.sysctls[key] == "0" },
        remedy: Remedy(
          why: "this machine allows no \(key.split(separator: "_")[1]) namespaces (\(key) = 0)",
          action: "run 'sudo sysctl \(key)=10000', or run halfopen as root"))
    } + [
      NamespaceRestriction(
        errnos: ["EINVAL", "EPERM"], isInForce: { !$0.hasUserNamespaces && !$0.isPrivileged },
        remedy: Remedy(why: "this kernel has no user namespaces", action: "run halfopen as root")),
      NamespaceRestriction(
        errnos: ["EPERM", "EACCES"],
        isInForce: { $0.sysctls["kernel.unprivileged_userns_clone"] == "0" && !$0.isPrivileged },
        remedy: Remedy(
          why: "this machine allows user namespaces to root only",
          action: "run 'sudo sysctl kernel.unprivileged_userns_clone=1', or run halfopen as root")),
      NamespaceRestriction(
        errnos: ["EPERM", "EACCES"],
        isInForce: { $0.sysctls["kernel.apparmor_restrict_unprivileged_userns"] == "1" && !$0.isPrivileged },
        remedy: Remedy(
          why: "AppArmor on this machine takes the capabilities from unprivileged user namespaces",
          action: "run 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0', or run halfopen as root")
      ),
      NamespaceRestriction(
        errnos: ["EPERM", "EACCES", "ENOSYS"], isInForce: { $0.container != nil || $0.hasSeccompFilter },
        remedy: Remedy(
          why: "this is a container whose rules forbid it",
          action: """
            start the container with 'docker run --privileged', or with '--security-opt seccomp=unconfined \
            --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add SYS_ADMIN \
            --cap-add NET_ADMIN --cap-add NET_RAW'
            """)),
      NamespaceRestriction(
        errnos: ["EOPNOTSUPP", "ENODEV"], isInForce: { _ in true },
        remedy: Remedy(
          why: "the kernel's virtual Ethernet or bridge is not loaded",
          action: "run 'sudo modprobe -a veth bridge'")),
    ]
}
