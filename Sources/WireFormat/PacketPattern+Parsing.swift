extension PacketPattern {
  /// Reads a packet choice; the error names the column in the text and what could stand there.
  package init(parsing text: String) throws(NotationError) {
    var parser = PacketPatternParser(text)
    self = try parser.pattern()
  }

  /// Longer texts are refused before they are looked at.
  static let maximumTextLength = 500
}

/// Walks over the words of one packet choice.
private struct PacketPatternParser {
  private struct Word {
    var text: String
    /// From 1.
    var column: Int
  }

  private let text: String
  private let words: [Word]
  private var next = 0

  init(_ text: String) {
    self.text = text
    var words: [Word] = []
    var column = 0
    var current = Word(text: "", column: 0)
    for scalar in text.unicodeScalars.prefix(PacketPattern.maximumTextLength + 1) {
      column += 1
      if scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r" {
        if !current.text.isEmpty { words.append(current) }
        current.text = ""
      } else {
        if current.text.isEmpty { current.column = column }
        current.text.unicodeScalars.append(scalar)
      }
    }
    if !current.text.isEmpty { words.append(current) }
    self.words = words
  }

  mutating func pattern() throws(NotationError) -> PacketPattern {
    guard text.unicodeScalars.count <= PacketPattern.maximumTextLength else {
      throw NotationError(
        column: 1, "a packet choice has at most \(PacketPattern.maximumTextLength) characters")
    }
    var pattern = PacketPattern()
    try readEnds(into: &pattern)
    pattern.occurrence = try readOccurrence()
    pattern.packetClass = try readClass()
    while let word = take() {
      if word.text.hasPrefix("+") {
        pattern.gap = try readGap(from: word)
        return pattern
      }
      try read(word, into: &pattern)
    }
    return pattern
  }

  // MARK: The parts, from left to right

  private mutating func readEnds(into pattern: inout PacketPattern) throws(NotationError) {
    guard words.count > 1, words[1].text == ">" else {
      if let word = words.first, word.text.contains(">") {
        throw NotationError(
          column: word.column, "'\(word.text.prefix(40))' needs blanks around '>'; write 'client > server …'")
      }
      return
    }
    guard words.count > 2 else {
      throw NotationError(column: endColumn, "a host is missing behind '>'; write 'client > server …'")
    }
    pattern.from = words[0].text == PacketPattern.anyWord ? nil : words[0].text
    pattern.to = words[2].text == PacketPattern.anyWord ? nil : words[2].text
    next = 3
  }

  private mutating func readOccurrence() throws(NotationError) -> PacketPattern.Occurrence? {
    guard let word = peek else { return nil }
    if word.text == "last" {
      next += 1
      return .last
    }
    if word.text == "every" {
      next += 1
      let column = peek?.column ?? endColumn
      guard let ordinal = take(), let number = PacketPattern.Occurrence.number(ofOrdinal: ordinal.text) else {
        throw NotationError(column: column, "'every' needs an ordinal; write for example 'every 3rd data'")
      }
      return .every(number)
    }
    if let number = PacketPattern.Occurrence.number(ofOrdinal: word.text) {
      next += 1
      guard word.text == "first", let count = peek.flatMap({ Int($0.text) }) else { return .nth(number) }
      guard (1...1_000_000).contains(count) else {
        throw NotationError(column: peek?.column ?? endColumn, "'first' needs a number above 0")
      }
      next += 1
      return .first(count)
    }
    if word.text.first.map({ $0.isASCII && $0.isNumber }) == true {
      throw NotationError(
        column: word.column,
        "'\(word.text.prefix(40))' is not an ordinal; write for example '2nd' or 'every 3rd'")
    }
    return nil
  }

  private mutating func readClass() throws(NotationError) -> PacketClass? {
    guard let word = take() else {
      throw NotationError(
        column: endColumn,
        "a packet class is missing; write one of \(Self.classWords.joined(separator: ", "))")
    }
    if word.text == PacketPattern.anyWord { return nil }
    if let packetClass = PacketClass(rawValue: word.text) { return packetClass }
    if peek?.text == ">" || Self.narrowingWords.contains(word.text) {
      throw NotationError(
        column: word.column,
        "a packet class belongs before '\(word.text.prefix(40))'; write 'any' for every class")
    }
    throw NotationError(
      column: word.column, Spelling.unknown("class", word.text, among: Self.classWords))
  }

  private mutating func read(_ word: Word, into pattern: inout PacketPattern) throws(NotationError) {
    switch word.text {
    case "len":
      guard pattern.length == nil else { throw Self.twice(word) }
      pattern.length = try readLength()
    case "seq":
      guard pattern.sequence == nil else { throw Self.twice(word) }
      pattern.sequence = try readSequence()
    case "lost", "arrived":
      guard pattern.fate == nil else {
        throw NotationError(
          column: word.column, "a packet is either 'lost' or 'arrived', and that is said once")
      }
      pattern.fate = word.text == "lost" ? .lost : .arrived
    case "not":
      let column = peek?.column ?? endColumn
      guard let negated = take(), let mark = Self.mark(negated.text) else {
        throw NotationError(
          column: column,
          "'not' needs a flag, kind or cause behind it: \(Self.markWords.joined(separator: ", "))")
      }
      pattern.excluded.append(mark)
    default:
      guard let mark = Self.mark(word.text) else {
        if PacketClass(rawValue: word.text) != nil {
          throw NotationError(
            column: word.column, "'\(word.text)' is a second class; a packet has one, or 'any'")
        }
        if Self.isCounting(word.text) {
          throw NotationError(
            column: word.column,
            "'\(word.text)' says which of several, and stands before the class: '2nd data', 'last data'")
        }
        throw NotationError(
          column: word.column,
          Spelling.unknown("word", word.text, among: Self.markWords + Self.narrowingWords))
      }
      guard !pattern.marks.contains(mark) else { throw Self.twice(word) }
      pattern.marks.append(mark)
    }
  }

  private mutating func readLength() throws(NotationError) -> PacketPattern.LengthBound {
    let (text, column) = try argument(of: "len", example: "len 10, len >=1000 or len 1..1460")
    if let bound = PacketPattern.LengthBound(parsing: text) { return bound }
    throw NotationError(
      column: column, "'\(text.prefix(40))' is not a length in bytes; write for example 10, >=1000 or 1..1460"
    )
  }

  private mutating func readSequence() throws(NotationError) -> PacketPattern.SequenceRange {
    let (text, column) = try argument(of: "seq", example: "seq 1:11")
    if let start = Self.count(text[...]) { return .init(start: start, end: nil) }
    if let (start, end) = Self.pair(text, separator: ":"), start <= end {
      return .init(start: start, end: end)
    }
    throw NotationError(
      column: column,
      "'\(text.prefix(40))' is no range of relative sequence numbers; write for example 1:11, as tcpdump does"
    )
  }

  private mutating func readGap(from word: Word) throws(NotationError) -> TimeBound {
    // The gap stands last, so that it may hold blanks.
    let rest = String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(word.column)))
    next = words.count
    do {
      return try TimeBound(parsing: rest)
    } catch {
      throw error.shifted(by: word.column)
    }
  }

  // MARK: Words

  private var peek: Word? { next < words.count ? words[next] : nil }

  /// Behind the last word.
  private var endColumn: Int { words.last.map { $0.column + $0.text.unicodeScalars.count } ?? 1 }

  private mutating func take() -> Word? {
    guard next < words.count else { return nil }
    next += 1
    return words[next - 1]
  }

  private mutating func argument(of key: String, example: String) throws(NotationError) -> (String, Int) {
    guard let word = take() else {
      throw NotationError(column: endColumn, "'\(key)' needs a number; write for example \(example)")
    }
    return (word.text, word.column)
  }

  private static func twice(_ word: Word) -> NotationError {
    NotationError(column: word.column, "'\(word.text)' is said twice")
  }

  fileprivate static func count(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.count <= 10, text.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
    return Int(text)
  }

  fileprivate static func pair(_ text: String, separator: String) -> (Int, Int)? {
    let parts = text.split(separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, let first = count(parts[0]), let second = count(parts[1]) else { return nil }
    return (first, second)
  }

  private static func mark(_ word: String) -> PacketPattern.Mark? {
    if word == PacketFlag.lost.rawValue { return nil }
    if let flag = PacketFlag(rawValue: word) { return .flag(flag) }
    if let kind = RetransmissionKind(rawValue: word) { return .kind(kind) }
    return ResetCause(rawValue: word).map { .cause($0) }
  }

  /// Whether a word belongs to an occurrence.
  private static func isCounting(_ word: String) -> Bool {
    word == "last" || word == "every" || PacketPattern.Occurrence.number(ofOrdinal: word) != nil
  }

  private static let classWords = PacketClass.allCases.map(\.rawValue) + [PacketPattern.anyWord]
  private static let markWords =
    PacketFlag.allCases.filter { $0 != .lost }.map(\.rawValue)
    + RetransmissionKind.allCases.map(\.rawValue) + ResetCause.allCases.map(\.rawValue)
  private static let narrowingWords = ["len", "seq", "lost", "arrived", "not"]
}

extension PacketPattern.LengthBound {
  /// Reads `10`, `>=1000`, `<=99` or `1..1460`; nil for anything else.
  package init?(parsing text: String) {
    typealias Parser = PacketPatternParser
    if text.hasPrefix(">="), let bytes = Parser.count(text.dropFirst(2)) {
      self = .atLeast(bytes)
    } else if text.hasPrefix("<="), let bytes = Parser.count(text.dropFirst(2)) {
      self = .atMost(bytes)
    } else if let bytes = Parser.count(text[...]) {
      self = .exactly(bytes)
    } else if let (low, high) = Parser.pair(text, separator: ".."), low <= high {
      self = .between(low, high)
    } else {
      return nil
    }
  }
}
