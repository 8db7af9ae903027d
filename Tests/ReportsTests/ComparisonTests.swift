import Evidence
import Testing

@testable import Reports

@Suite("Expected and actual")
struct ComparisonTests {
  private func lines(expected: [String], actual: [String], verdict: Verdict = .fail) -> [String] {
    Comparison(
      ExpectationOutcome(
        line: 1, text: "", verdict: verdict, evidence: "", expected: expected, actual: actual)
    ).plainLines
  }

  @Test("The judge's marks and times have their own columns, so that the packets stand in line")
  func marksAndTimesAreColumns() {
    // Rules out a shift between the two sides, and a second mark beside the judge's.
    let shown = lines(
      expected: ["✓ client > server syn", "✗ server > client synAck", "  client > server data"],
      actual: [
        "  … 3 before", "✓ 0.006s  client > server syn", "  10.006s  server > client reset", "  … 1 more",
      ])
    #expect(
      shown == [
        "expected ✓          client > server syn",
        "         ✗          server > client synAck",
        "                    client > server data",
        "  actual            … 3 before",
        "         ✓  0.006s  client > server syn",
        "           10.006s  server > client reset",
        "                    … 1 more",
      ])
  }

  @Test("Where nothing is marked, what differs is")
  func differencesAreMarked() {
    // Rules out a reader who has to look for the difference.
    let shown = lines(
      expected: ["the same", "connect returned 0"], actual: ["the same", "connect failed", "5s"])
    #expect(
      shown == [
        "expected   the same", "         ≠ connect returned 0", "  actual   the same",
        "         ≠ connect failed",
        "         ≠ 5s",
      ])
  }

  @Test("An empty side says so, a long one is cut, a pass has none")
  func edges() {
    // Rules out one side without the other, and a thousand lines.
    #expect(lines(expected: [], actual: ["x"]) == ["expected ≠ nothing", "  actual ≠ x"])
    #expect(lines(expected: ["x"], actual: []) == ["expected ≠ x", "  actual ≠ nothing"])
    let long = lines(expected: ["x"], actual: Array(repeating: "y", count: 1000))
    #expect(long.count == 1 + Comparison.mostLines + 1)
    #expect(long.last?.hasSuffix("… 960 more") == true)
    #expect(lines(expected: ["x"], actual: ["y"], verdict: .pass).isEmpty)
  }
}
