import Testing

@testable import Reports

@Suite("Collapsing long ladders")
struct LadderDigestTests {
  private func events(_ count: Int, family: Ladder.Family?, word: String = "data") -> [Ladder.Event] {
    (0..<count).map {
      Ladder.Event(atNs: Int64($0) * 1000, .step("event \($0)"), family: family, word: word, payloadBytes: 10)
    }
  }

  private func digest(_ events: [Ladder.Event], _ limits: LadderDigest.Limits = .init()) -> [Ladder.Event] {
    var digest = LadderDigest(limits: limits)
    for event in events { digest.append(event) }
    return digest.finish()
  }

  private func omissions(_ events: [Ladder.Event]) -> [Ladder.Omission] {
    events.compactMap { if case .omission(let omission) = $0.kind { omission } else { nil } }
  }

  @Test(
    "Whatever the number, what is shown and what is counted add up",
    arguments: [0, 1, 10, 12, 13, 14, 15, 100, 5000])
  func nothingIsLost(_ count: Int) {
    // Rules out an event that is neither shown nor counted, in runs and past the whole's limit.
    for family in [nil, Ladder.Family.traffic, .series("probe")] {
      let shown = digest(events(count, family: family))
      let counted = omissions(shown)
      #expect(shown.count - counted.count + counted.reduce(0) { $0 + $1.total } == count, "\(family as Any)")
      #expect(counted.allSatisfy { $0.total >= 3 && $0.payloadBytes == $0.total * 10 })
      #expect(shown.map(\.atNs) == shown.map(\.atNs).sorted())
    }
  }

  @Test("A run of traffic keeps its beginning and its end")
  func runKeepsItsEnds() {
    // Rules out collapsing the first packets, which show what the run consists of.
    let shown = digest(events(100, family: .traffic))
    #expect(shown.count == 6 + 1 + 4)
    #expect(shown.first?.kind == .step("event 0"))
    #expect(shown.last?.kind == .step("event 99"))
    #expect(omissions(shown).first?.counts == ["data": 90])
  }

  @Test("Something else in a run starts a new one")
  func otherEventsEndRuns() {
    // Rules out hiding a reset between two stretches of data.
    let reset = Ladder.Event(atNs: 50_000, .step("reset"), family: .series("reset"), word: "reset")
    let all = events(50, family: .traffic) + [reset] + events(50, family: .traffic)
    let shown = digest(all)
    #expect(shown.contains(reset))
    #expect(omissions(shown).count == 2)
  }

  @Test("However long the run, the ladder is bounded and what is important stays")
  func wholeIsBounded() {
    // Rules out ten thousand lines, and a fault that nobody sees.
    let limits = LadderDigest.Limits(total: 40, important: 3)
    var all = events(10_000, family: nil)
    for index in stride(from: 1000, to: 10_000, by: 1000) { all[index].isImportant = true }
    let shown = digest(all, limits)
    #expect(shown.count <= 40 + 3 * 2 + 1)
    #expect(shown.count(where: \.isImportant) == 3)
    let counted = omissions(shown)
    #expect(shown.count - counted.count + counted.reduce(0) { $0 + $1.total } == 10_000)
  }
}
