import ArgumentParser
import Evidence
import LabFile
import Reports

/// Prints the ledger of claims of stored runs.
struct ClaimsCommand: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case markdown, json }

  static let configuration = CommandConfiguration(
    commandName: "claims", abstract: "Print what the kernel of stored runs says of every claim.",
    discussion: """
      Each claim of a lab once, with its verdict and the evidence; claims that one variant confirms and another \
      refutes depend on the variant. The runs are judged again, which needs no privileges.

      Examples:
        halfopen run labs --output ledger && halfopen claims ledger > claims.md
        halfopen claims ledger --format json
      """)

  @Argument(help: ArgumentHelp("What 'halfopen run' wrote.", valueName: "run-dir"))
  var directories: [String] = [OutputFolder.defaultRoot]

  @Option(help: "How to print the ledger: \(Format.allCases.map(\.rawValue).joined(separator: " or ")).")
  var format = Format.markdown

  func run() throws {
    let runs = try StoredRuns.outcomes(of: directories, judging: StoredJudging.judge)
    let outcomes = StoredRuns.summary(of: runs).outcomes
    let ledger = ClaimLedger(outcomes)
    switch format {
    case .markdown: try StandardOutput.write(ledger.markdown(titles: Self.titles(of: outcomes)))
    case .json: try StandardOutput.write(try Self.json(ledger))
    }
  }

  /// The titles of the sources, where the lab files are still there with the list of them.
  private static func titles(of outcomes: [LabOutcome]) -> [String: String] {
    guard let file = outcomes.first?.record.labFile else { return [:] }
    do throws(LabProblems) { return try LabFiles.sources(for: file)?.titles ?? [:] } catch {
      LabLoading.report(error.diagnostics)
      return [:]
    }
  }

  static func json(_ ledger: ClaimLedger) throws -> String {
    let counts = Dictionary(
      uniqueKeysWithValues: ClaimOutcome.Verdict.allCases.map { ($0.rawValue, ledger.count($0)) })
    return try PrintedJSON.text(
      of: Printed(kernels: ledger.kernels, claims: ledger.entries, counts: counts))
  }

  private struct Printed: Encodable {
    var kernels: [String]
    var claims: [ClaimLedger.Entry]
    var counts: [String: Int]
  }
}
