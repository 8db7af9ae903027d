internal import FoundationEssentials
internal import LinuxHost

/// Whether this machine can run labs, as `halfopen doctor` says.
public enum Machine {
  /// Set to 1, it makes tests that need labs fail where they cannot run, instead of being skipped: for CI.
  static let variable = "HALFOPEN_REQUIRE_LIVE"

  /// Why labs cannot run here, and what to do; nil where they can. Found out once.
  public static var obstacle: String? {
    get async { await examination.value }
  }

  /// Whether tests that need labs must not be skipped.
  static var labsAreRequired: Bool { Environment.value(variable) == "1" }

  private static let examination = Task { await examine() }

  /// What every lab needs; labs need the other things that `doctor` looks at only where they use them.
  private static let needed: Set<String> = ["kernel", "peer", "hosts", "packets"]

  private struct Doctor: Decodable {
    struct Check: Decodable {
      var name: String
      var status: String
      var what: String
      var why: String?
      var remedy: String?
    }

    var checks: [Check]
  }

  private static func examine() async -> String? {
    do {
      let folder = try RunFolder()
      let result = try await ProgramRun.run(["doctor", "--format", "json"], in: folder.scratch)
      let doctor = try JSONDecoder().decode(Doctor.self, from: Data(result.output.utf8))
      let missing = doctor.checks.filter { $0.status == "missing" && needed.contains($0.name) }
      guard !missing.isEmpty else { return nil }
      return missing.map { check in
        check.what + (check.why.map { ": \($0)" } ?? "") + (check.remedy.map { "; \($0)" } ?? "")
      }.joined(separator: "\n")
    } catch {
      return "\(error)"
    }
  }
}
