import Evidence

extension Finding {
  /// All of several findings: one that fails makes the whole fail, one that cannot tell makes it
  /// inconclusive.
  init(all findings: [Finding]) {
    let worst: Verdict =
      findings.contains { $0.verdict == .fail }
      ? .fail : findings.contains { $0.verdict == .inconclusive } ? .inconclusive : .pass
    let speaking = findings.filter { $0.verdict == worst }
    self.init(
      worst, speaking.map(\.evidence).joined(separator: "; "), expected: speaking.flatMap(\.expected),
      actual: speaking.flatMap(\.actual),
      // One that fails for another reason stands, however late the machine was.
      lateness: speaking.allSatisfy { $0.lateness != nil } ? speaking.first?.lateness : nil)
  }
}
