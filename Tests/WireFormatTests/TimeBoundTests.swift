import Testing

@testable import WireFormat

@Suite("Time bounds")
struct TimeBoundTests {
  @Test(
    "Each form has its limits",
    arguments: [
      ("3s ± 20%", 2400, 3600), ("3s +- 20%", 2400, 3600), ("3s +/- 500ms", 2500, 3500), ("1s ± 2s", 0, 3000),
      ("1s..2s", 1000, 2000), ("at most 5s", 0, 5000), ("<= 5s", 0, 5000), ("at least 5s", 5000, nil),
      (">=5s", 5000, nil),
      // A timer fires no earlier than a tick before its time, and up to an eighth and a busy machine's 250 ms
      // later.
      ("8s", 7990, 9250), ("200ms", 190, 475), ("0s", 0, 250),
    ] as [(String, Int, Int?)])
  func limits(text: String, lowerMs: Int, upperMs: Int?) throws {
    // Rules out a tolerance that is not applied, or on one side only.
    let bound = try TimeBound(parsing: text)
    #expect(bound.lower == .milliseconds(lowerMs))
    #expect(bound.upper == upperMs.map { .milliseconds($0) })
    #expect(bound.contains(bound.lower))
    #expect(!bound.contains(bound.lower - .nanoseconds(1)))
    if let upper = bound.upper {
      #expect(bound.contains(upper) && !bound.contains(upper + .nanoseconds(1)))
    } else {
      #expect(bound.contains(.seconds(1_000_000)))
    }
  }

  @Test(
    "What is no bound is refused at its column",
    arguments: [
      ("", 1), ("3", 1), ("soon", 1), ("3s ±", 5), ("3s ± 20", 6), ("3s ± 101%", 6), ("2s..1s", 5),
      ("1s..", 5),
      ("3s and more", 4), (">= ", 4), ("± 3s", 1), ("3s 4s", 4), ("-3s", 1),
    ])
  func refused(text: String, column: Int) {
    // Rules out a bound that is read only to half.
    let error = #expect(throws: NotationError.self) { try TimeBound(parsing: text) }
    #expect(error?.column == column, "\(error?.message ?? "")")
  }

  @Test("Bounds made at random are read back as they were said")
  func roundTrip() throws {
    // Rules out digits that are lost in the text.
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<2000 {
      let bound = TimeBound.random(&generator)
      #expect(try TimeBound(parsing: bound.description) == bound, "\(bound)")
    }
  }
}

@Suite("Words that were probably meant")
struct SpellingTests {
  @Test(
    "A near word is suggested, a far one is not",
    arguments: [
      ("synack", "synAck"), ("dta", "data"), ("dtaa", "data"), ("retransmision", "retransmission"),
      ("z", nil),
      ("hello", nil), ("", nil), ("fni", "fin"),
    ] as [(String, String?)])
  func suggestions(word: String, expected: String?) {
    // Rules out advice that has nothing to do with what was typed.
    let known = ["syn", "synAck", "data", "ack", "fin", "retransmission"]
    #expect(Spelling.suggestion(for: word, among: known) == expected)
  }
}
