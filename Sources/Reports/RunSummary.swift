package import Evidence

/// What a command's runs came to: what every report format renders.
package struct RunSummary: Sendable, Hashable {
  /// `6.18.5`, as uname(2) gives it.
  package var kernel: String
  package var seed: UInt64
  /// From the first lab's start to the last one's end.
  package var elapsed: Duration
  package var outcomes: [LabOutcome]

  package init(kernel: String, seed: UInt64, elapsed: Duration, outcomes: [LabOutcome]) {
    self.kernel = kernel
    self.seed = seed
    self.elapsed = elapsed
    self.outcomes = outcomes
  }

  /// The summary of runs that have records: kernel and seed of the first, and the time from the first one's
  /// start to the last one's end. The command that ran them and one that reads them later have the same.
  package init(stored outcomes: [LabOutcome]) {
    let start = outcomes.map(\.record.startedAtNs).min() ?? 0
    let end = outcomes.map(\.record.endedAtNs).max() ?? 0
    self.init(
      kernel: outcomes.first?.record.kernel ?? "", seed: outcomes.first?.record.seed ?? 0,
      elapsed: .nanoseconds(max(0, Quantity.elapsedNs(from: start, to: end))), outcomes: outcomes)
  }

  /// How many labs came to a verdict.
  package func count(_ verdict: Verdict) -> Int { outcomes.count { $0.verdict == verdict } }

  /// The process' exit status: 1 when a lab failed, 2 when none did and one was inconclusive.
  package var exitStatus: Int32 {
    if count(.fail) > 0 { return 1 }
    return count(.inconclusive) > 0 ? 2 : 0
  }

  /// `6 labs: 5 pass, 1 fail, 0 inconclusive`.
  package var sentence: String {
    let counts = Verdict.allCases.map { "\(count($0)) \($0.rawValue)" }.joined(separator: ", ")
    return "\(Quantity.count(outcomes.count, "lab")): \(counts)"
  }

  var elapsedNs: Int64 {
    let (seconds, attoseconds) = elapsed.components
    let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return Int64.max }
    return Quantity.sum(scaled, attoseconds / 1_000_000_000)
  }
}

extension LabOutcome {
  /// `crash/process-crash-idle`, with the variant in brackets.
  package var name: String { record.lab + (record.variant.map { " [\($0)]" } ?? "") }

  package var elapsedNs: Int64 { Quantity.elapsedNs(from: record.startedAtNs, to: record.endedAtNs) }
}

extension ClaimOutcome.Verdict {
  /// The verdict in words.
  package var words: String {
    switch self {
    case .confirmed: "confirmed"
    case .refuted: "refuted"
    case .kernelDependent: "depends on the variant"
    case .notJudged: "not judged"
    }
  }
}
