import FoundationEssentials
import LabRunner
import LinuxHost

/// Something that labs need of the machine. A new one is one line in `all`.
struct DoctorCheck: Sendable {
  /// What a look at the machine found.
  enum Finding {
    case fine(String)
    /// What is missing, and the one command that mends it.
    case missing(String, remedy: String)
  }

  var name: String
  /// What cannot be run without it.
  var needed: String
  /// Without it only the labs named in `needed` are inconclusive.
  var optional = false
  var look: @Sendable () -> Finding

  static let all: [DoctorCheck] = [
    DoctorCheck(name: "kernel", needed: "every lab", look: kernel),
    DoctorCheck(name: "world", needed: "every lab", look: world),
    DoctorCheck(name: "peer", needed: "labs with 'socket:' programs", look: peer),
    DoctorCheck(name: "firewall", needed: "labs with 'firewall'", optional: true, look: firewall),
  ]

  /// pidfds, clone3 and CLONE_CLEAR_SIGHAND.
  private static let oldestKernel = (major: 5, minor: 5)

  private static func kernel() -> Finding {
    let release = kernelRelease()
    let numbers = release.split { !$0.isNumber }.prefix(2).compactMap { Int($0) }
    guard numbers.count == 2, (numbers[0], numbers[1]) >= oldestKernel else {
      return .missing(
        "Linux \(release) is older than \(oldestKernel.major).\(oldestKernel.minor)",
        remedy: "boot a newer kernel")
    }
    return .fine("Linux \(release)")
  }

  /// The proof is in the doing: namespaces, links, addresses and captures, as every lab makes them.
  private static func world() -> Finding {
    do {
      let trial = try WorldTrial.run()
      let how = isRoot() ? "as root" : "without root"
      return .fine(
        "two hosts with cables and captures were built \(how), and are gone again"
          + " (\(trial.capturesNs / 1_000_000) ms)")
    } catch let error as WorldError {
      return .missing(error.description, remedy: remedy(for: error.description))
    } catch {
      return .missing("\(error)", remedy: "mend that, then try again")
    }
  }

  private static func remedy(for reason: String) -> String {
    if reason.contains("EPERM") && !reason.contains("run '") {
      return
        "in a container, start it with --privileged, or with --security-opt seccomp=unconfined "
        + "--cap-add SYS_ADMIN --cap-add NET_ADMIN --cap-add NET_RAW"
    }
    return "mend that, then run 'halfopen doctor' again"
  }

  private static func peer() -> Finding {
    do { return .fine(try OwnFiles.peer()) } catch {
      return .missing("\(error)", remedy: "run 'make build'")
    }
  }

  private static func firewall() -> Finding {
    do throws(SystemCallError) { return .fine(try Executable.find("nft")) } catch {
      return .missing("the program nft is not installed", remedy: "run 'sudo apt-get install nftables'")
    }
  }
}
