package import LinuxHost

/// What to do where the kernel refuses to make a lab's namespaces.
package enum Remedy {
  /// The refusal, why it probably came, and the one command that mends it.
  package static func sentence(for error: SystemCallError) -> String {
    let remedy = NamespaceRestriction.all.first { $0.isInForce }
    guard let remedy else { return "\(error)" }
    return "\(error): \(remedy.why); \(remedy.remedy)"
  }
}

/// A setting of the machine that keeps unprivileged users from making namespaces.
package struct NamespaceRestriction: Sendable {
  package var key: String
  package var forbids: @Sendable (String) -> Bool
  package var why: String
  package var remedy: String

  /// Whether this machine has it, and it concerns us: root is not unprivileged.
  package var isInForce: Bool {
    do throws(SystemCallError) { return forbids(try Sysctl.read(key)) } catch { return false }
  }

  package static let all: [NamespaceRestriction] = [
    NamespaceRestriction(
      key: "kernel.apparmor_restrict_unprivileged_userns", forbids: { $0 == "1" },
      why: "AppArmor on this machine takes the capabilities from unprivileged user namespaces",
      remedy: "run 'sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0', or run halfopen as root"),
    NamespaceRestriction(
      key: "kernel.unprivileged_userns_clone", forbids: { $0 == "0" },
      why: "this machine allows user namespaces to root only",
      remedy: "run 'sudo sysctl kernel.unprivileged_userns_clone=1', or run halfopen as root"),
    NamespaceRestriction(
      key: "user.max_user_namespaces", forbids: { $0 == "0" },
      why: "this machine allows no user namespaces",
      remedy: "run 'sudo sysctl user.max_user_namespaces=10000', or run halfopen as root"),
  ]
}
