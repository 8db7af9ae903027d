import FoundationEssentials
import Testing

@testable import Reports

@Suite("JSON report (design.md §1)")
struct JSONReportTests {
  /// The contract, strictly: a missing or misnamed key does not decode.
  private struct Run: Decodable {
    struct Lab: Decodable {
      struct Claim: Decodable {
        var text: String
        var source: String
        var verdict: String
        var evidence: String
      }
      struct Expectation: Decodable {
        var line: Int
        var text: String
        var verdict: String
        var evidence: String
      }
      struct Disagreement: Decodable {
        var host: String
        var counter: String
      }
      struct Referee: Decodable {
        var agrees: Bool
        var disagreements: [Disagreement]
      }

      var lab: String
      var variant: String?
      var title: String
      var verdict: String
      var reason: String
      var seconds: Double
      var directory: String
      var claims: [Claim]
      var expectations: [Expectation]
      var referee: Referee
    }

    var kernel: String
    var seed: UInt64
    var seconds: Double
    var labs: [Lab]
    var counts: [String: Int]
  }

  private func decoded() throws -> (run: Run, text: String) {
    let text = JSONReport().render(SampleSummary.run, options: RenderOptions())
    return (try JSONDecoder().decode(Run.self, from: Data(text.utf8)), text)
  }

  @Test("It is one object with the names of the contract")
  func hasContractNames() throws {
    // Rules out a renamed, missing or mistyped key.
    let (run, text) = try decoded()
    #expect(run.kernel == "6.18.5" && run.seed == 42 && run.seconds == 12.345)
    #expect(run.counts == ["pass": 2, "fail": 1, "inconclusive": 1])
    #expect(run.labs.map(\.verdict) == ["pass", "pass", "fail", "inconclusive"])
    #expect(run.labs[0].lab == "crash/process-crash-idle" && run.labs[0].variant == nil)
    #expect(run.labs[1].variant == "retries2=3")
    #expect(run.labs[0].claims.map(\.verdict) == ["confirmed", "refuted"])
    #expect(run.labs[1].claims.map(\.verdict) == ["kernelDependent", "notJudged"])
    #expect(run.labs[0].referee.agrees && !run.labs[1].referee.agrees)
    #expect(run.labs[1].referee.disagreements.map(\.counter) == ["TcpExt.TCPTimeouts"])
    #expect(text.contains("\"variant\" : null"))
  }

  @Test("The keys of every object are sorted and no others than the contract's")
  func keysAreSorted() throws {
    // Rules out output that changes from run to run.
    let keys = try decoded().text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
      .map { $0.split(separator: "\"")[1] }
    #expect(keys == ["counts", "kernel", "labs", "seconds", "seed"])
    let labKeys = try decoded().text.split(separator: "\n").filter { $0.hasPrefix("      \"") }
      .prefix(12).map { $0.split(separator: "\"")[1] }
    #expect(
      labKeys == [
        "claims", "directory", "expectations", "kernel", "lab", "reason", "referee", "seconds", "seed",
        "title",
        "variant", "verdict",
      ])
  }
}
