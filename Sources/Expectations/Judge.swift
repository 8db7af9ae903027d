package import Evidence
package import LabModel

/// Compares a run's record with what its lab expects and claims. Pure: the record decides.
package enum Judge {
  /// - Parameters:
  ///   - lab: The variant that was run, as its file states it.
  ///   - referee: The kernel's counters beside the labels; shown, not judged.
  ///   - directory: The run directory, for the reports.
  /// - Throws: When an expectation of the lab makes no sense, which `validate` would have said.
  package static func judge(
    _ record: RunRecord, lab: Lab, referee: [RefereeComparison] = [], directory: String
  ) throws(LabDiagnostic) -> LabOutcome {
    let names = LabNames(lab)
    let expectations = try outcomes(lab.expectations, record, names)
    var claims: [ClaimOutcome] = []
    for claim in lab.claims { claims.append(try judge(claim, record, names)) }
    let (verdict, reason) = verdict(of: expectations, record)
    return LabOutcome(
      record: record, verdict: verdict, reason: reason, claims: claims, expectations: expectations,
      referee: referee, directory: directory)
  }

  /// Brings together what the runs of one lab's variants said of its claims.
  ///
  /// A claim that one variant confirms and another refutes is `kernelDependent`: it depends on a sysctl or
  /// kernel.
  package static func combineVariants(_ outcomes: [LabOutcome]) -> [LabOutcome] {
    /// The variants in which a claim has one verdict, and what the first of them showed.
    struct Variants {
      var names: [String] = []
      var evidence: String

      var text: String { "\(names.joined(separator: ", ")) (\(evidence))" }
    }
    var all: [ClaimKey: [ClaimOutcome.Verdict: Variants]] = [:]
    for outcome in outcomes {
      let name = outcome.record.variant ?? outcome.record.kernel
      for claim in outcome.claims {
        let key = ClaimKey(claim, of: outcome)
        var known = all[key]?[claim.verdict] ?? Variants(evidence: claim.evidence)
        if !known.names.contains(name) { known.names.append(name) }
        all[key, default: [:]][claim.verdict] = known
      }
    }
    return outcomes.map { outcome in
      var outcome = outcome
      for (index, claim) in outcome.claims.enumerated() where claim.verdict != .notJudged {
        let variants = all[ClaimKey(claim, of: outcome)] ?? [:]
        if let confirmed = variants[.confirmed], let refuted = variants[.refuted],
          confirmed.names != refuted.names
        {
          outcome.claims[index].verdict = .kernelDependent
          outcome.claims[index].evidence = "confirmed in \(confirmed.text); refuted in \(refuted.text)"
        }
        if let open = variants[.notJudged], open.names != [outcome.record.variant ?? outcome.record.kernel] {
          outcome.claims[index].evidence += "; not judged in \(open.text)"
        }
      }
      return outcome
    }
  }

  // MARK: One run

  private static func outcomes(
    _ expectations: [LabExpectation], _ record: RunRecord, _ names: LabNames
  ) throws(LabDiagnostic) -> [ExpectationOutcome] {
    var outcomes: [ExpectationOutcome] = []
    for expectation in expectations { outcomes.append(try outcome(of: expectation, record, names)) }
    return outcomes
  }

  /// How one expectation is met by a record.
  ///
  /// - Throws: When it makes no sense in a lab with these names.
  package static func outcome(
    of expectation: LabExpectation, _ record: RunRecord, _ names: LabNames
  ) throws(LabDiagnostic) -> ExpectationOutcome {
    var finding = try ExpectationCatalog.make(expectation, names: names).judge(record)
    if finding.verdict == .fail, let excuse = finding.lateness?.excuse(record) {
      finding.verdict = .inconclusive
      finding.evidence += ", but \(excuse)"
    }
    return ExpectationOutcome(
      line: expectation.position.line, text: expectation.text, verdict: finding.verdict,
      evidence: finding.evidence, expected: finding.expected, actual: finding.actual)
  }

  private static func verdict(of outcomes: [ExpectationOutcome], _ record: RunRecord) -> (Verdict, String) {
    if let problem = record.problems.first { return (.inconclusive, problem) }
    if let failure = outcomes.first(where: { $0.verdict == .fail }) { return (.fail, failure.evidence) }
    if let open = outcomes.first(where: { $0.verdict == .inconclusive }) {
      return (.inconclusive, open.evidence)
    }
    guard !outcomes.isEmpty else { return (.inconclusive, "the lab expects nothing") }
    return (.pass, "all \(outcomes.count) expectations are met")
  }

  /// A claim is confirmed when all of its test passes, and refuted when some of it fails.
  private static func judge(
    _ claim: LabClaim, _ record: RunRecord, _ names: LabNames
  ) throws(LabDiagnostic) -> ClaimOutcome {
    let outcomes = try outcomes(claim.test, record, names)
    let verdict: ClaimOutcome.Verdict
    let evidence: [String]
    if outcomes.isEmpty {
      (verdict, evidence) = (.notJudged, ["the lab has no test for it"])
    } else if let problem = record.problems.first {
      (verdict, evidence) = (.notJudged, [problem])
    } else if outcomes.contains(where: { $0.verdict == .fail }) {
      (verdict, evidence) = (.refuted, outcomes.filter { $0.verdict == .fail }.map(\.evidence))
    } else if outcomes.contains(where: { $0.verdict == .inconclusive }) {
      (verdict, evidence) = (.notJudged, outcomes.filter { $0.verdict == .inconclusive }.map(\.evidence))
    } else {
      (verdict, evidence) = (.confirmed, outcomes.map(\.evidence))
    }
    return ClaimOutcome(
      text: claim.text, source: claim.source, verdict: verdict, evidence: evidence.joined(separator: "; "))
  }
}
