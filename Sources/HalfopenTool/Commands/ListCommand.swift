import ArgumentParser
import Evidence
import LabFile
import LabModel
import Reports

/// Lists the labs of a folder with their titles and claims.
struct ListCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the labs of a folder, with what each claim says and whose it is.",
    discussion: """
      Examples:
        halfopen list labs/crash
        halfopen run labs --output runs && halfopen list labs --format markdown --runs runs > labs/README.md
      """)

  @Argument(help: "A folder of lab files, or one lab file.")
  var folder = "labs"

  @Option(help: "How to print the list: \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = Format.text

  @Option(help: "In Markdown, the verdicts of the runs that are stored there.")
  var runs: String?

  func validate() throws {
    guard runs == nil || format == .markdown else { throw ValidationError("--runs is for --format markdown") }
  }

  func run() throws {
    let (documents, problems) = LabLoading.load([folder])
    LabLoading.report(problems)
    let labs = documents.flatMap(\.labs)
    switch format {
    case .text: try StandardOutput.write(Self.text(labs))
    case .markdown:
      let stored = try runs.map { try StoredRuns.outcomes(of: [$0], judging: StoredJudging.judge) } ?? []
      try StandardOutput.write(
        LabIndex.markdown(documents, ledger: ClaimLedger(StoredRuns.summary(of: stored).outcomes)))
    case .json: try StandardOutput.write(try Self.json(labs))
    }
    guard problems.isEmpty else { throw ExitCode.badInput }
  }

  static func text(_ labs: [Lab]) -> String {
    labs.map { lab in
      let slow = lab.slow.map { " (slow: \($0.labText))" } ?? ""
      let wide = lab.machineWide.map { " (machine-wide: \($0.harmless))" } ?? ""
      let claims = lab.claims.map { "    \($0.source): \($0.text)".harmless + "\n" }.joined()
      return "\(name(of: lab).harmless)\(slow)\(wide)\n  \(lab.title.harmless)\n\(claims)"
    }.joined()
  }

  /// `crash/process-crash-signal [SIGTERM]`.
  static func name(of lab: Lab) -> String { lab.name + (lab.variant.map { " [\($0)]" } ?? "") }

  static func json(_ labs: [Lab]) throws -> String {
    let listed = labs.map { lab in
      Listed(
        lab: lab.name, file: lab.file, variant: lab.variant, title: lab.title,
        slowSeconds: lab.slow.map { Double($0.wholeNs) / 1e9 }, machineWide: lab.machineWide,
        claims: lab.claims.map { Listed.Claim(text: $0.text, source: $0.source) })
    }
    return try PrintedJSON.text(of: ["labs": listed])
  }

  private struct Listed: Encodable {
    struct Claim: Encodable {
      var text: String
      var source: String
    }

    var lab: String
    var file: String
    var variant: String?
    var title: String
    var slowSeconds: Double?
    var machineWide: String?
    var claims: [Claim]
  }
}
