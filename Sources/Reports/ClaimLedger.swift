package import Evidence

/// What runs say of every claim that their labs put to the test, each claim of a lab once.
///
/// Expects outcomes whose variants were brought together (`Judge.combineVariants`).
package struct ClaimLedger: Sendable, Hashable {
  /// One claim of one lab.
  package struct Entry: Sendable, Hashable, Codable {
    package var lab: String
    package var text: String
    /// The sources' letters, with sections: `A, C§27`.
    package var source: String
    package var verdict: ClaimOutcome.Verdict
    package var evidence: String
  }

  /// `6.18.5`, as uname(2) gives it; several where the runs were of several kernels.
  package var kernels: [String]
  /// In the order of the runs.
  package var entries: [Entry]

  package init(_ outcomes: [LabOutcome]) {
    kernels = []
    entries = []
    var places: [ClaimKey: Int] = [:]
    for outcome in outcomes {
      if !kernels.contains(outcome.record.kernel) { kernels.append(outcome.record.kernel) }
      for claim in outcome.claims {
        let key = ClaimKey(claim, of: outcome)
        if let place = places[key] {
          entries[place].add(claim)
        } else {
          places[key] = entries.count
          entries.append(
            Entry(
              lab: outcome.record.lab, text: claim.text, source: claim.source, verdict: claim.verdict,
              evidence: claim.evidence))
        }
      }
    }
  }

  package func count(_ verdict: ClaimOutcome.Verdict) -> Int { entries.count { $0.verdict == verdict } }

  /// `136 claims: 101 confirmed, 30 refuted, 5 depend on the variant, 0 not judged`.
  package var sentence: String {
    let counts = ClaimOutcome.Verdict.allCases.map { verdict in
      let number = count(verdict)
      let words = verdict == .kernelDependent && number != 1 ? "depend on the variant" : verdict.words
      return "\(number) \(words)"
    }
    return "\(Quantity.count(entries.count, "claim")): \(counts.joined(separator: ", "))"
  }

  /// The ledger as a page of Markdown.
  ///
  /// - Parameter titles: Of sources, by their letters.
  package func markdown(titles: [String: String]) -> String {
    let kernels = kernels.map { Markup.markdown($0) }.joined(separator: ", ")
    var text = "# Claims\n\nWhat is said about TCP, and what Linux \(kernels) did. \(sentence).\n\n"
    text += "A lab states each claim as expectations of its own; the verdict is computed from the run, never "
    text += "written. *Depends on the variant*: one variant of the lab confirms it and another refutes it; "
    text += "the evidence names them.\n"
    if !titles.isEmpty {
      text += "\n| source | title |\n| --- | --- |\n"
      for (letter, title) in titles.sorted(by: { $0.key < $1.key }) {
        text += "| \(Markup.markdown(letter)) | \(Markup.markdown(title)) |\n"
      }
    }
    var theme: Substring?
    for entry in entries {
      let own = entry.lab.prefix { $0 != "/" }
      if own != theme {
        text += "\n## \(Markup.markdown(String(own)))\n\n"
        text += "| verdict | claim | source | lab | evidence |\n| --- | --- | --- | --- | --- |\n"
        theme = own
      }
      let verdict = entry.verdict.words
      let cells = [entry.text, entry.source, entry.lab, entry.evidence].map { Markup.markdown($0) }
      text += "| \(entry.verdict == .confirmed ? verdict : "**\(verdict)**") | "
      text += cells.joined(separator: " | ") + " |\n"
    }
    return text
  }
}

extension ClaimLedger.Entry {
  /// Joins what another run of the same lab said.
  fileprivate mutating func add(_ claim: ClaimOutcome) {
    switch (verdict, claim.verdict) {
    case (_, .notJudged): break
    case (.notJudged, _): (verdict, evidence) = (claim.verdict, claim.evidence)
    case (let old, let new) where old != new && old != .kernelDependent && new != .kernelDependent:
      // Variants were brought together before: these are rounds of one lab.
      (verdict, evidence) = (.notJudged, "its runs disagree: \(old.words) and \(new.words)")
    default: break
    }
  }
}
