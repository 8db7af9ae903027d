import Testing

@testable import WireFormat

@Suite("The packet notation")
struct PacketPatternTests {
  @Test(
    "Each form is read and said in the notation's own order",
    arguments: [
      ("any", "any"),
      ("reset", "reset"),
      ("any > any reset", "reset"),
      ("any > client reset", "any > client reset"),
      ("server > client 2nd synAck lost", "server > client 2nd synAck lost"),
      ("client > server first fin", "client > server 1st fin"),
      ("client > server every 3rd data", "client > server every 3rd data"),
      ("client > server first 2 syn", "client > server first 2 syn"),
      ("client > server first syn", "client > server 1st syn"),
      ("client > server last ack arrived", "client > server last ack arrived"),
      ("client > server syn retransmission +1s ± 20%", "client > server syn retransmission +1s ± 20%"),
      ("client > server syn retransmission    +1s +- 20%", "client > server syn retransmission +1s ± 20%"),
      ("a > b data lost len 10 seq 1:11 push", "a > b data push len 10 seq 1:11 lost"),
      ("a > b data len >=1000 +>= 200ms", "a > b data len >=1000 +at least 200ms"),
      ("a > b data len 1..1460 +1s..2s", "a > b data len 1..1460 +1s..2s"),
      ("a > b data len <=9 seq 11 + 200ms ± 50ms", "a > b data len <=9 seq 11 +200ms ± 50ms"),
      ("a > b any zeroWindow sack not retransmission", "a > b any zeroWindow sack not retransmission"),
      ("a > b data retransmission tailLossProbe", "a > b data retransmission tailLossProbe"),
      ("a > b reset unreadData", "a > b reset unreadData"),
    ])
  func forms(text: String, said: String) throws {
    // Rules out a word that is read and forgotten, and a description that reads as something else.
    let pattern = try PacketPattern(parsing: text)
    #expect(pattern.description == said)
    #expect(try PacketPattern(parsing: pattern.description) == pattern)
  }

  @Test(
    "A mistake is told with its column and what could stand there",
    arguments: [
      ("", 1, "a packet class is missing"),
      ("server > client synack", 17, "unknown class 'synack'; did you mean 'synAck'?"),
      ("server > client", 16, "a packet class is missing"),
      ("server >", 9, "a host is missing behind '>'"),
      ("server>client syn", 1, "needs blanks around '>'"),
      ("server > client 2 syn", 17, "'2' is not an ordinal"),
      ("server > client 0th syn", 17, "'0th' is not an ordinal"),
      ("server > client every syn", 23, "'every' needs an ordinal"),
      ("server > client every", 22, "'every' needs an ordinal"),
      ("server > client lost", 17, "a packet class belongs before 'lost'"),
      ("data retransmision", 6, "unknown word 'retransmision'; did you mean 'retransmission'?"),
      ("data fin", 6, "'fin' is a second class"),
      ("client > server data last", 22, "stands before the class: '2nd data', 'last data'"),
      ("data 2nd", 6, "'2nd' says which of several, and stands before the class"),
      ("data push push", 11, "'push' is said twice"),
      ("data len 1 len 2", 12, "'len' is said twice"),
      ("data len", 9, "'len' needs a number"),
      ("data len -1", 10, "'-1' is not a length in bytes"),
      ("data len 99999999999", 10, "is not a length in bytes"),
      ("data seq 5:1", 10, "'5:1' is no range"),
      ("data lost arrived", 11, "either 'lost' or 'arrived'"),
      ("data not", 9, "'not' needs a flag, kind or cause"),
      ("data not lost", 10, "'not' needs a flag, kind or cause"),
      ("data +", 7, "is not a time"),
      ("data +1", 7, "'1' is not a time"),
      ("data +1s ± 20", 12, "'20' is not a tolerance"),
      ("data +1s lost", 10, "unexpected text behind the time"),
    ])
  func mistakes(text: String, column: Int, message: String) {
    // Rules out a column that points beside the mistake, and a mistake that is accepted.
    let error = #expect(throws: NotationError.self) { try PacketPattern(parsing: text) }
    #expect(error?.column == column)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  @Test("A text without end is refused")
  func longText() {
    // Rules out work that grows with hostile text.
    let text = "data " + String(repeating: "push ", count: 200_000)
    let error = #expect(throws: NotationError.self) { try PacketPattern(parsing: text) }
    #expect(error?.message.contains("at most 500 characters") == true)
  }

  @Test("Every class, flag, kind and cause has its word")
  func everyWord() throws {
    // Rules out a class that is added and cannot be written, and a word that means two things.
    for packetClass in PacketClass.allCases {
      #expect(try PacketPattern(parsing: "a > b \(packetClass.rawValue)").packetClass == packetClass)
    }
    let marks =
      PacketFlag.allCases.filter { $0 != .lost }.map { PacketPattern.Mark.flag($0) }
      + RetransmissionKind.allCases.map { .kind($0) } + ResetCause.allCases.map { .cause($0) }
    for mark in marks {
      #expect(try PacketPattern(parsing: "any \(mark.word)").marks == [mark])
    }
    #expect(Set(marks.map(\.word)).count == marks.count)
  }

  @Test("No word of the notation needs quotes in YAML")
  func plainScalars() throws {
    // Rules out ' #' and ': ', which YAML would take for a comment and a mapping.
    let pattern = PacketPattern(
      from: "client", to: "server", occurrence: .every(3), packetClass: .data,
      marks: [.flag(.retransmission), .kind(.timeout)], excluded: [.flag(.sack)], length: .atLeast(1),
      sequence: .init(start: 1, end: 11), fate: .lost,
      gap: TimeBound(.about(.seconds(1), .milliPercent(12500))))
    let text = pattern.description
    #expect(!text.contains(" #") && !text.contains(": ") && text.first?.isLetter == true)
    #expect(try PacketPattern(parsing: text) == pattern)
  }

  @Test("Patterns made at random are read back as they were said")
  func roundTrip() throws {
    // Rules out a combination of parts whose text means something else.
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2000 {
      let pattern = PacketPattern.random(&generator)
      #expect(try PacketPattern(parsing: pattern.description) == pattern, "\(pattern)")
    }
  }

  @Test("Words in a random order never trap")
  func noise() {
    // Rules out an index out of bounds for a text that ends early.
    var generator = SeededGenerator(seed: 11)
    let words = [
      "a", ">", "any", "every", "2nd", "last", "data", "len", "seq", "1:2", "10", "lost", "not", "push", "+",
      "+1s", "±",
      "20%", "..", "1s..2s", "", "\u{301}", "💥", "999999999h", "-1", "0th", "99999999999999999999st",
    ]
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 0...8, using: &generator))
        .map { _ in words[Int.random(in: 0..<words.count, using: &generator)] }.joined(separator: " ")
      if let pattern = try? PacketPattern(parsing: text) {
        #expect((try? PacketPattern(parsing: pattern.description)) == pattern, "\(text)")
      }
    }
  }
}

@Suite("Matching packets")
struct PacketMatchingTests {
  /// A retransmitted segment of ten bytes that was lost; each row changes what it asks for.
  func matches(_ text: String, lost: Bool? = true) throws -> Bool {
    try PacketPattern(parsing: text).matches(
      from: "client", to: "server", class: .data, flags: [.retransmission, .push], kind: .timeout, cause: nil,
      length: 10, relativeSequence: 11, lost: lost)
  }

  @Test(
    "A pattern that fits matches",
    arguments: [
      "any", "data", "client > server data", "any > server data", "client > any any", "data retransmission",
      "data retransmission timeout", "data push not sack", "data len 10", "data len >=10", "data len <=10",
      "data len 5..10", "data seq 11:21", "data seq 11", "data lost", "3rd data", "data +1s",
    ])
  func fits(text: String) throws {
    // Rules out a property that can never be met; occurrence and gap are not judged here.
    #expect(try matches(text))
  }

  @Test(
    "A pattern with one property that does not fit matches nothing",
    arguments: [
      "ack", "server > client data", "any > client data", "server > any data", "data sack", "data fast",
      "data refused", "data not push", "data not timeout", "data len 9", "data len >=11", "data len <=9",
      "data len 11..20", "data seq 10:20", "data seq 11:20", "data seq 1", "data arrived",
    ])
  func fitsNot(text: String) throws {
    // Rules out a property that is read and then not looked at.
    #expect(try !matches(text))
  }

  @Test("What became of a packet is neither lost nor arrived while nobody knows")
  func unknownFate() throws {
    // Rules out that a packet in flight counts as lost.
    #expect(try !matches("data lost", lost: nil) && !matches("data arrived", lost: nil))
    #expect(try matches("data", lost: nil))
  }

  @Test("What is not TCP has no length and no sequence number")
  func notTCP() throws {
    // Rules out that an ARP request has 0 bytes of payload.
    for (text, fits) in [
      ("any", true), ("arpRequest", true), ("arpRequest len 0", false), ("arpRequest seq 0", false),
    ] {
      let pattern = try PacketPattern(parsing: text)
      #expect(
        pattern.matches(
          from: "a", to: "b", class: .arpRequest, flags: [], kind: nil, cause: nil, length: nil,
          relativeSequence: nil, lost: false) == fits, "\(text)")
    }
  }

  @Test("Occurrences count from one")
  func occurrences() {
    // Rules out an off-by-one, and a last packet before the end is known.
    typealias Occurrence = PacketPattern.Occurrence
    #expect((1...6).filter { Occurrence.nth(2).includes($0, of: nil) } == [2])
    #expect((1...9).filter { Occurrence.every(3).includes($0, of: nil) } == [3, 6, 9])
    #expect((1...9).filter { Occurrence.first(3).includes($0, of: nil) } == [1, 2, 3])
    #expect((1...4).filter { Occurrence.last.includes($0, of: 4) } == [4])
    #expect((1...4).filter { Occurrence.last.includes($0, of: nil) } == [])
    #expect(!Occurrence.every(0).includes(0, of: nil))
    #expect(
      [1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111].map(Occurrence.ordinal) == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th",
      ])
  }
}

extension PacketPattern {
  static func random(_ generator: inout SeededGenerator) -> PacketPattern {
    func maybe<T>(_ make: () -> T) -> T? { Bool.random(using: &generator) ? make() : nil }
    func number(_ limit: Int) -> Int { Int.random(in: 1...limit, using: &generator) }
    var pattern = PacketPattern()
    pattern.from = maybe { "client" }
    pattern.to = maybe { "server" }
    pattern.occurrence = maybe {
      [.nth(number(120)), .first(number(120)), .every(number(120)), .last][number(4) - 1]
    }
    pattern.packetClass = PacketClass.allCases.randomElement(using: &generator).flatMap { found in
      maybe { found }
    }
    let marks =
      PacketFlag.allCases.filter { $0 != .lost }.map { Mark.flag($0) }
      + RetransmissionKind.allCases.map { .kind($0) }
      + ResetCause.allCases.map { .cause($0) }
    let shuffled = marks.shuffled(using: &generator)
    pattern.marks = Array(shuffled.prefix(number(4) - 1))
    pattern.excluded = Array(shuffled.suffix(number(3) - 1))
    let low = number(100_000)
    let bounds: [LengthBound] = [.exactly(low), .atLeast(low), .atMost(low), .between(low, low + number(9))]
    pattern.length = maybe { bounds[number(4) - 1] }
    pattern.sequence = maybe { SequenceRange(start: low, end: maybe { low + number(1000) }) }
    pattern.fate = maybe { [.lost, .arrived][number(2) - 1] }
    pattern.gap = maybe { TimeBound.random(&generator) }
    return pattern
  }
}

extension TimeBound {
  static func random(_ generator: inout SeededGenerator) -> TimeBound {
    func time() -> Duration {
      .nanoseconds(
        Int64.random(in: 0...9_999_999_999_999, using: &generator)
          >> Int64.random(in: 0...40, using: &generator))
    }
    let (first, second) = (time(), time())
    let forms: [Form] = [
      .timer(first), .atLeast(first), .atMost(first), .between(min(first, second), max(first, second)),
      .about(first, .time(second)),
      .about(first, .milliPercent(Int.random(in: 0...100_000, using: &generator))),
    ]
    return TimeBound(forms[Int.random(in: 0..<forms.count, using: &generator)])
  }
}
