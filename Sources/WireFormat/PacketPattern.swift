/// A choice of packets in the packet notation: `server > client 2nd synAck lost`.
///
/// ```
/// [<from> > <to>] [1st | 2nd | first 3 | every 3rd | last] <class | any> [[not] flag | kind | cause …]
///     [len n] [seq a:b] [lost | arrived] [+gap]
/// ```
///
/// It says which packets are meant by their own properties (`matches`); which of them by count (`occurrence`)
/// and at what distance from the packet before (`gap`) is judged by who walks over the packets.
/// It needs no quotes in YAML. Host names are checked by the caller, who knows the lab's.
package struct PacketPattern: Sendable, Hashable {
  /// The sending host; nil for any.
  package var from: String?
  /// The host it is sent to; nil for any.
  package var to: String?
  package var occurrence: Occurrence?
  /// nil for `any`.
  package var packetClass: PacketClass?
  /// Marks that it must have, in the order written.
  package var marks: [Mark]
  /// Marks that it must not have.
  package var excluded: [Mark]
  package var length: LengthBound?
  package var sequence: SequenceRange?
  package var fate: Fate?
  /// The time since the packet that was matched before.
  package var gap: TimeBound?

  /// Which of the packets that match, counted from the first.
  package enum Occurrence: Sendable, Hashable {
    case nth(Int)
    /// The first three.
    case first(Int)
    /// Every third: the 3rd, 6th, 9th, ….
    case every(Int)
    case last
  }

  /// A word that narrows a class: a flag, a retransmission's kind, a reset's cause.
  package enum Mark: Sendable, Hashable {
    case flag(PacketFlag)
    case kind(RetransmissionKind)
    case cause(ResetCause)
  }

  /// How many payload bytes.
  package enum LengthBound: Sendable, Hashable {
    case exactly(Int)
    case atLeast(Int)
    case atMost(Int)
    case between(Int, Int)

    package func contains(_ length: Int) -> Bool {
      switch self {
      case .exactly(let bytes): length == bytes
      case .atLeast(let bytes): length >= bytes
      case .atMost(let bytes): length <= bytes
      case .between(let low, let high): length >= low && length <= high
      }
    }
  }

  /// Relative sequence numbers as tcpdump prints them: from `start` up to, not including, `end`.
  package struct SequenceRange: Sendable, Hashable {
    package var start: Int
    /// nil: any length.
    package var end: Int?

    package init(start: Int, end: Int?) {
      self.start = start
      self.end = end
    }
  }

  /// What became of a packet on its way.
  package enum Fate: String, Sendable, Hashable { case lost, arrived }

  package init(
    from: String? = nil, to: String? = nil, occurrence: Occurrence? = nil, packetClass: PacketClass? = nil,
    marks: [Mark] = [], excluded: [Mark] = [], length: LengthBound? = nil, sequence: SequenceRange? = nil,
    fate: Fate? = nil, gap: TimeBound? = nil
  ) {
    self.from = from
    self.to = to
    self.occurrence = occurrence
    self.packetClass = packetClass
    self.marks = marks
    self.excluded = excluded
    self.length = length
    self.sequence = sequence
    self.fate = fate
    self.gap = gap
  }

  /// Whether a packet has the properties that the pattern asks for; occurrence and gap are not looked at.
  ///
  /// - Parameters:
  ///   - length: Payload bytes; nil for what is not TCP.
  ///   - relativeSequence: Relative to the sender's initial sequence number; nil for what is not TCP.
  ///   - lost: Whether it was lost on its way; nil where that is not known (yet).
  package func matches(
    from: String, to: String, class packetClass: PacketClass, flags: Set<PacketFlag>,
    kind: RetransmissionKind?, cause: ResetCause?, length: Int?, relativeSequence: Int?, lost: Bool?
  ) -> Bool {
    if let wanted = self.from, wanted != from { return false }
    if let wanted = self.to, wanted != to { return false }
    if let wanted = self.packetClass, wanted != packetClass { return false }
    func has(_ mark: Mark) -> Bool {
      switch mark {
      case .flag(let flag): flags.contains(flag)
      case .kind(let wanted): kind == wanted
      case .cause(let wanted): cause == wanted
      }
    }
    guard marks.allSatisfy(has), !excluded.contains(where: has) else { return false }
    if let bound = self.length {
      guard let length, bound.contains(length) else { return false }
    }
    if let range = self.sequence {
      guard let start = relativeSequence, start == range.start else { return false }
      if let end = range.end {
        guard let length, end.subtractingReportingOverflow(range.start).partialValue == length else {
          return false
        }
      }
    }
    switch fate {
    case .lost: return lost == true
    case .arrived: return lost == false
    case nil: return true
    }
  }
}

extension PacketPattern.Occurrence {
  /// Whether the packet that is the `index`-th match (from 1) is meant.
  ///
  /// - Parameter total: How many match in all; nil while that is not known, when no packet is the last.
  package func includes(_ index: Int, of total: Int?) -> Bool {
    switch self {
    case .nth(let number): index == number
    case .first(let number): index <= number
    case .every(let number): number > 0 && index > 0 && index % number == 0
    case .last: index == total
    }
  }
}

extension PacketPattern: CustomStringConvertible {
  /// The pattern in the notation that `init(parsing:)` reads, its words in the notation's order.
  package var description: String {
    var words: [String] = []
    if from != nil || to != nil { words += [from ?? Self.anyWord, ">", to ?? Self.anyWord] }
    if let occurrence { words.append(occurrence.description) }
    words.append(packetClass?.rawValue ?? Self.anyWord)
    words += marks.map(\.word)
    words += excluded.flatMap { ["not", $0.word] }
    if let length { words += ["len", length.description] }
    if let sequence {
      words += ["seq", "\(sequence.start)" + (sequence.end.map { ":\($0)" } ?? "")]
    }
    if let fate { words.append(fate.rawValue) }
    if let gap { words.append("+\(gap)") }
    return words.joined(separator: " ")
  }

  /// Stands for every host and for every class.
  package static let anyWord = "any"
}

extension PacketPattern.Mark {
  package var word: String {
    switch self {
    case .flag(let flag): flag.rawValue
    case .kind(let kind): kind.rawValue
    case .cause(let cause): cause.rawValue
    }
  }
}

extension PacketPattern.Occurrence: CustomStringConvertible {
  package var description: String {
    switch self {
    case .nth(let number): Self.ordinal(number)
    case .first(let number): "first \(number)"
    case .every(let number): "every \(Self.ordinal(number))"
    case .last: "last"
    }
  }

  /// `1st`, `2nd`, `3rd`, `11th`, `22nd`.
  package static func ordinal(_ number: Int) -> String {
    let ending =
      switch (number % 100, number % 10) {
      case (11...13, _): "th"
      case (_, 1): "st"
      case (_, 2): "nd"
      case (_, 3): "rd"
      default: "th"
      }
    return "\(number)\(ending)"
  }

  /// Reads `1st`, `2nd`, `first`; nil for any other word.
  package static func number(ofOrdinal word: String) -> Int? {
    if word == "first" { return 1 }
    guard ["st", "nd", "rd", "th"].contains(where: word.hasSuffix), word.count <= 9,
      let number = Int(word.dropLast(2)), number > 0
    else { return nil }
    return number
  }
}

extension PacketPattern.LengthBound: CustomStringConvertible {
  package var description: String {
    switch self {
    case .exactly(let bytes): "\(bytes)"
    case .atLeast(let bytes): ">=\(bytes)"
    case .atMost(let bytes): "<=\(bytes)"
    case .between(let low, let high): "\(low)..\(high)"
    }
  }
}
