internal import Evidence
internal import Expectations
internal import LabFile
internal import LabModel
internal import Reports
internal import WireFormat

/// What one run of a lab showed: its verdict, and the record that the verdict was made of.
///
/// Packets, calls, states and faults stand on one time line, whose zero is the run's beginning.
///
/// ```swift
/// let run = try await lab.run()
/// run.expectPass()
/// #expect(try run.packets("client > server data retransmission").count == 3)
/// run.expect("call: { process: client, operation: receive, error: ETIMEDOUT }")
/// ```
public struct Run: Sendable {
  /// What a run came to. Nothing is a pass that was not seen to be one.
  public enum Verdict: String, Sendable, Hashable {
    case pass
    /// An expectation was not met.
    case fail
    /// A fault did not take hold, frames were lost, or the machine was too slow to tell.
    case inconclusive
  }

  /// How one expectation was met.
  public struct Finding: Sendable, Hashable, CustomStringConvertible {
    public var expectation: String
    public var verdict: Verdict
    /// One sentence: what was found.
    public var evidence: String
    /// What was expected and what was there, line by line; empty where there is nothing to compare.
    public var comparison: [String]

    public var description: String {
      (["\(verdict.rawValue): \(expectation)", "→ \(evidence)"] + comparison).joined(separator: "\n")
    }
  }

  /// What the run says of a source's claim.
  public struct Claim: Sendable, Hashable {
    public var text: String
    public var source: String
    /// `confirmed`, `refuted` or `notJudged`.
    public var verdict: String
    public var evidence: String
  }

  /// `theme/case`.
  public let lab: String
  public let variant: String?
  public let title: String
  public let verdict: Verdict
  /// One sentence: why it is not a pass; what was shown, for a pass.
  public let reason: String
  /// How the lab's own expectations were met, in its order.
  public let findings: [Finding]
  public let claims: [Claim]
  /// The run directory: `record.json`, `<host>.pcapng` for Wireshark, and what the programs printed.
  ///
  /// It is there as long as this value or a copy of it; HALFOPEN_OUTPUT names a folder in which runs are kept.
  public let directory: String

  let record: RunRecord
  let names: LabNames
  /// Held so that the directory stays.
  let folder: RunFolder

  init(_ outcome: LabOutcome, names: LabNames, folder: RunFolder) {
    record = outcome.record
    lab = record.lab
    variant = record.variant
    title = record.title
    verdict = Verdict(outcome.verdict)
    reason = outcome.reason
    directory = outcome.directory
    findings = outcome.expectations.map { Finding($0) }
    claims = outcome.claims.map {
      Claim(text: $0.text, source: $0.source, verdict: $0.verdict.rawValue, evidence: $0.evidence)
    }
    self.names = names
    self.folder = folder
  }

  /// The kernel that it ran on, as `uname -r` says.
  public var kernel: String { record.kernel }
  /// The same seed makes the same choices of what is random.
  public var seed: UInt64 { record.seed }
  /// Why the run cannot be trusted; not empty: it is inconclusive.
  public var problems: [String] { record.problems }

  /// The run as a diagram in text: a column per host, packets as arrows, calls, states and faults beside them.
  public var ladder: String {
    LadderText.lines(Ladder(record), width: 100, glyphs: .unicode)
      .map { $0.rendered(colour: false) }.joined(separator: "\n")
  }

  /// How an expectation is met, written as in a lab file: `packets: { none: reset }`.
  ///
  /// - Throws: ``LabError`` where it is not understood, with line and column.
  public func judge(_ expectation: String) throws(LabError) -> Finding {
    let outcome: ExpectationOutcome
    do throws(LabProblems) {
      let item = try LabDocument.expectation(parsing: expectation, file: "expectation")
      do throws(LabDiagnostic) { outcome = try Judge.outcome(of: item, record, names) } catch {
        throw LabProblems([error])
      }
    } catch {
      throw LabError(.badNotation, "\(error)\nin: \(expectation)")
    }
    var finding = Finding(outcome)
    if let problem = record.problems.first, finding.verdict != .fail {
      finding.verdict = .inconclusive
      finding.evidence += ", but \(problem)"
    }
    return finding
  }

  func time(_ ns: Int64) -> Duration { .nanoseconds(ns - record.startedAtNs) }
}

extension Run.Finding {
  init(_ outcome: ExpectationOutcome) {
    self.init(
      expectation: outcome.text, verdict: Run.Verdict(outcome.verdict), evidence: outcome.evidence,
      comparison: Comparison(outcome).plainLines)
  }
}

extension Run.Verdict {
  init(_ verdict: Evidence.Verdict) {
    switch verdict {
    case .pass: self = .pass
    case .fail: self = .fail
    case .inconclusive: self = .inconclusive
    }
  }
}
